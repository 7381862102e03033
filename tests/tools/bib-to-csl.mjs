// Reads a .bib file by citation-js.
//
//   node bib-to-csl.mjs FILE.bib @bibtex/text|@biblatex/text
//
// Prints the CSL items that it understands, as JSON.
import fs from 'node:fs';
import process from 'node:process';
import {createRequire} from 'node:module';

const require = createRequire(import.meta.url);
const {Cite} = require('@citation-js/core');
require('@citation-js/plugin-bibtex');

const [file, forceType] = process.argv.slice(2);
process.stdout.write(JSON.stringify(new Cite(fs.readFileSync(file, 'utf8'), {forceType}).data));
