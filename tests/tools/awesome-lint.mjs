// Lints an Awesome list with awesome-lint's own rule set, offline.
//
//   node awesome-lint.mjs [../../AWESOME.md]
//
// Exit codes: 0 no error, 1 errors, 2 wrong usage. Warnings are printed and do not fail.
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import lint from 'awesome-lint/index.js';
import {createConfig} from 'awesome-lint/config.js';

// Rules that cannot hold for this list, each with its reason. The rest of the rule set applies unchanged.
const EXEMPT = new Map([
	['awesome-github', 'asks the GitHub API about the repository and its remote; a check must work offline and in a fork'],
]);

const ruleName = plugin => (Array.isArray(plugin) ? plugin[0] : plugin).name.replace(/^remark-lint:/, '');

const here = path.dirname(fileURLToPath(import.meta.url));
const file = path.resolve(process.argv[2] ?? path.join(here, '../../AWESOME.md'));
if (process.argv.length > 3 || !fs.existsSync(file)) {
	console.error('usage: node awesome-lint.mjs [LIST.md]');
	process.exit(2);
}

const plugins = createConfig();
const unknown = [...EXEMPT.keys()].filter(name => !plugins.some(plugin => ruleName(plugin) === name));
if (unknown.length > 0) {
	console.error(`awesome-lint has no such rule any more, so drop the exemption: ${unknown.join(', ')}`);
	process.exit(2);
}

const config = plugins.filter(plugin => !EXEMPT.has(ruleName(plugin)));
// awesome-lint looks its file up as a pattern, so it gets a bare name in the right folder.
process.chdir(path.dirname(file));
const results = await lint({filename: path.basename(file), config});

let errors = 0;
let warnings = 0;
for (const result of results) {
	for (const message of result.messages) {
		const isError = message.fatal !== false;
		errors += isError ? 1 : 0;
		warnings += isError ? 0 : 1;
		const place = `${path.basename(result.path)}:${message.line ?? 1}:${message.column ?? 1}`;
		console.log(`${place}: ${isError ? 'error' : 'warning'}[${message.ruleId ?? 'awesome-lint'}] ${message.reason}`);
	}
}

console.log(`${path.basename(file)}: ${errors} errors, ${warnings} warnings; ${config.length} rules, ${EXEMPT.size} exempt`);
process.exit(errors > 0 ? 1 : 0);
