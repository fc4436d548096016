// What jest loads a test file's modules with: our own run anew for each file, packages as node does, once a worker. A file that
// talks to the cloud needs some seven hundred files of packages, which were compiled again for each test file.
const { createRequire, isBuiltin } = require('node:module');
const { Script } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

/** Jest's own, and what it has to map: it loads them itself. */
const OF_JEST = /^(?:node:|@jest\/|jest|expect$|d3-)/;

/** What jest loads itself is compiled once a worker, and run in each test file's own realm. By file. */
const compiled = new Map();

function scriptOf(source, filename, parameters) {
  const known = compiled.get(filename);
  if (known?.source === source) return known.script;
  // On the source's first line: a stack trace counts by it.
  const script = new Script(`(function (${parameters}) {${source}\n})`, { filename });
  compiled.set(filename, { source, script });
  return script;
}

module.exports = class extends Runtime {
  constructor(...args) {
    super(...args);
    const { executor } = this;
    const compileAnew = executor.compile.bind(executor);
    executor.compile = (source, filename) => {
      const realm = executor.environment.getVmContext();
      if (realm === null || isBuiltin(filename)) return compileAnew(source, filename);
      try {
        return scriptOf(source, filename, executor.injectedModuleParameters).runInContext(realm);
      } catch {
        // Jest says what is wrong with it, and where.
        return compileAnew(source, filename);
      }
    };
  }

  requireModuleOrMock(from, name) {
    const isPackage =
      !isBuiltin(name) && /^[@a-z]/.test(name) && !OF_JEST.test(name) && !from.includes('/node_modules/');
    return isPackage ? createRequire(from)(name) : super.requireModuleOrMock(from, name);
  }
};
