// What jest loads a test file's modules with: our own anew for each file, packages as node does, once a worker. A file that
// talks to the cloud needs some seven hundred files of packages, which were compiled again for each test file.
const { createRequire, isBuiltin } = require('node:module');
const { default: Runtime } = require('jest-runtime');

/** Jest's own, and what it has to map: it loads them itself. */
const OF_JEST = /^(?:node:|@jest\/|jest|expect$|d3-)/;

module.exports = class extends Runtime {
  requireModuleOrMock(from, name) {
    const isPackage =
      !isBuiltin(name) && /^[@a-z]/.test(name) && !OF_JEST.test(name) && !from.includes('/node_modules/');
    return isPackage ? createRequire(from)(name) : super.requireModuleOrMock(from, name);
  }
};
