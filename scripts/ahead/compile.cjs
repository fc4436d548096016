// Writes beside each file of a built folder what V8 made of it, and before that the sum over both. The files are run
// first, because V8 keeps the code of what has run: `--rehearse` until the deny, because what is taken in for what comes
// behind it would make it later (`--rehearse=whole`, which the benchmarks build to measure that). Run with `--hash-seed`, it writes the same bytes each time: a seed by
// chance orders what V8 writes, and is no part of what it means, for whoever reads it has another one.
const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const { readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { createRequire, wrap } = require('node:module');
const path = require('node:path');
const { Script } = require('node:vm');
const rehearse = require('./rehearse.cjs');

const [folder, ...args] = process.argv.slice(2);
const entry = path.join(folder, 'main.js');
const compiled = [];

/** A string of its own: a part of the whole path would have V8 write the whole, and with it where this machine builds. */
const nameIn = (of, file) => Buffer.from(path.relative(of, file)).toString();

const HEADER_BYTES = 24;
const WORD_BYTES = 4;
const words = (code) =>
  Array.from({ length: HEADER_BYTES / WORD_BYTES }, (_, at) => code.readUInt32LE(at * WORD_BYTES));

/**
 * V8 takes in only what was made with its own flags, whose sum stands in a word of the header. Which one: that in which a
 * plain node's header of an empty script differs from this process's.
 */
function asPlain(code) {
  for (const [at, word] of flagsOfPlain) code.writeUInt32LE(word, at * WORD_BYTES);
  return code;
}

function plainFlags() {
  const make = "process.stdout.write(new (require('node:vm').Script)('').createCachedData())";
  const { stdout } = spawnSync(process.execPath, ['-e', make], { env: {} });
  const own = words(new Script('').createCachedData());
  const other = [...words(stdout).entries()].filter(([at, word]) => word !== own[at]);
  if (other.length > 1) throw new Error("which word of V8's header is of its flags is not known");
  return other;
}
const flagsOfPlain = plainFlags();

require.extensions['.js'] = (module, file) => {
  const source = readFileSync(file);
  const script = new Script(wrap(source.toString()), { filename: nameIn(folder, file) });
  compiled.push({ file, source, script });
  script.runInThisContext().call(module.exports, module.exports, createRequire(file), module, file, path.dirname(file));
};
/** What V8 has of each file at that moment; the first one counts. */
const codes = new Map();
function keepCode() {
  for (const { file, script } of compiled) if (!codes.has(file)) codes.set(file, script.createCachedData());
}
process.on('exit', () => {
  keepCode();
  for (const { file, source } of compiled) {
    const code = asPlain(codes.get(file));
    const sum = createHash('sha256').update(source).update(code).digest();
    writeFileSync(`${file}.v8`, Buffer.concat([sum, code]));
  }
});

const vendor = path.join(folder, 'vendor');
for (const file of readdirSync(vendor)) require(path.join(vendor, file));
process.argv = [process.execPath, entry, ...args];
if (args[0]?.startsWith('--rehearse')) {
  const atDeny = args[0] === '--rehearse' ? keepCode : () => undefined;
  rehearse(() => require(entry), atDeny).finally(() => process.exit(0));
} else require(entry);
