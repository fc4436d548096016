// Packages are loaded by node (runtime.cjs), outside a test file's own realm: what they throw are errors in it all the same,
// and what both make by name is of one kind.
const { isNativeError } = require('node:util/types');
const { TestEnvironment } = require('jest-environment-node');

module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    Object.assign(this.global, { Date, Map, Set });
    const { Error: Own, Function: OwnFunction } = this.global;
    const usual = OwnFunction.prototype[Symbol.hasInstance];
    Object.defineProperty(Own, Symbol.hasInstance, {
      value(thrown) {
        return usual.call(this, thrown) || (this === Own && isNativeError(thrown));
      },
    });
  }
};
