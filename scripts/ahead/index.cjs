// The entry of what is built: main.js and what it asks for, from the code that V8 compiled of them ahead (`<file>.v8`).
// V8 takes that only where its own version and flags made it; else the source is compiled as ever.
const { isAscii } = require('node:buffer');
const { createHash } = require('node:crypto');
const { readFileSync, writeFileSync } = require('node:fs');
const { createRequire, wrap } = require('node:module');
const path = require('node:path');
const { Script } = require('node:vm');

// Should the process crash where core files are kept: what is in its memory stays out of it, its environment too (core(5)).
try {
  writeFileSync('/proc/self/coredump_filter', '0');
} catch {
  // A system that has no such file, or gives it to nobody.
}

const fromSource = require.extensions['.js'];
const SUM_BYTES = 32;

/** V8 believes what it is given, and dies of what was damaged: the sum over source and code stands before the code. */
function codeOf(file, source) {
  let beside;
  try {
    beside = readFileSync(`${file}.v8`);
  } catch {
    return undefined;
  }
  const code = beside.subarray(SUM_BYTES);
  const sum = createHash('sha256').update(source).update(code).digest();
  return sum.equals(beside.subarray(0, SUM_BYTES)) ? code : undefined;
}

require.extensions['.js'] = (module, file) => {
  const source = readFileSync(file);
  const cachedData = codeOf(file, source);
  if (cachedData === undefined) {
    fromSource(module, file);
    return;
  }
  // The name that a stack trace shows; the compiled code knows it by the same, wherever it was built.
  const filename = path.relative(__dirname, file);
  // One byte a character is what V8 takes in fastest, and all that the build writes.
  const text = isAscii(source) ? source.latin1Slice() : source.toString();
  const script = new Script(wrap(text), { filename, cachedData });
  script.runInThisContext().call(module.exports, module.exports, createRequire(file), module, file, path.dirname(file));
};

module.exports = require('./main.js');
