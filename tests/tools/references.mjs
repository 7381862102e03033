// Formats CSL-JSON by the reference implementation of CSL, which Zotero uses as well.
//
//   node references.mjs STYLE.csl ITEMS.json
//
// Prints a JSON object: id of each item -> its reference as HTML.
import fs from 'node:fs';
import process from 'node:process';
import {createRequire} from 'node:module';

const require = createRequire(import.meta.url);
const CSL = require('citeproc');
const {plugins} = require('@citation-js/core');
require('@citation-js/plugin-csl');

const items = new Map(JSON.parse(fs.readFileSync(process.argv[3], 'utf8')).map(item => [item.id, item]));
const locale = plugins.config.get('@csl').locales.get('en-US');
const engine = new CSL.Engine(
	{retrieveLocale: () => locale, retrieveItem: id => structuredClone(items.get(id))},
	fs.readFileSync(process.argv[2], 'utf8'),
	'en-US',
	true,
);
engine.opt.development_extensions.wrap_url_and_doi = false;
engine.setOutputFormat('html');

// One at a time, so that no work is told from another by a letter behind its year.
const found = {};
for (const id of items.keys()) {
	engine.updateItems([id]);
	found[id] = engine.makeBibliography()[1][0].trim();
}

process.stdout.write(JSON.stringify(found));
