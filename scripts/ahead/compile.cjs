// Writes beside each file of a built folder what V8 made of it, and before that the sum over both. The files are run
// first, because V8 keeps the code of what has run. A process of its own, whose flags are those of a plain node.
const { createHash } = require('node:crypto');
const { readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { createRequire, wrap } = require('node:module');
const path = require('node:path');
const { Script } = require('node:vm');
const rehearse = require('./rehearse.cjs');

const [folder, ...args] = process.argv.slice(2);
const entry = path.join(folder, 'main.js');
const compiled = [];

require.extensions['.js'] = (module, file) => {
  const source = readFileSync(file);
  const script = new Script(wrap(source.toString()), { filename: path.relative(folder, file) });
  compiled.push({ file, source, script });
  script.runInThisContext().call(module.exports, module.exports, createRequire(file), module, file, path.dirname(file));
};
process.on('exit', () => {
  for (const { file, source, script } of compiled) {
    const code = script.createCachedData();
    const sum = createHash('sha256').update(source).update(code).digest();
    writeFileSync(`${file}.v8`, Buffer.concat([sum, code]));
  }
});

const vendor = path.join(folder, 'vendor');
for (const file of readdirSync(vendor)) require(path.join(vendor, file));
process.argv = [process.execPath, entry, ...args];
if (args[0] === '--rehearse') {
  rehearse(() => require(entry)).finally(() => process.exit(0));
} else require(entry);
