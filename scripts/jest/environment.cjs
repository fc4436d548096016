// Packages are loaded by node (runtime.cjs), outside a test file's own realm: what the one side makes is of the same kind on
// the other all the same, as it is where there is but one realm.
const { AsyncLocalStorage } = require('node:async_hooks');
const types = require('node:util/types');
const { TestEnvironment } = require('jest-environment-node');

/** What both make by name is made by the same. */
const SHARED = { Date, Map, Set };
/** What comes of literals, of async functions and of the engine is known by its kind. */
const KINDS = {
  Array: Array.isArray,
  Error: types.isNativeError,
  Object: (value) => (typeof value === 'object' && value !== null) || typeof value === 'function',
  Promise: types.isPromise,
  RegExp: types.isRegExp,
};

function knowKinds(global) {
  const usual = global.Function.prototype[Symbol.hasInstance];
  for (const [name, isOfKind] of Object.entries(KINDS)) {
    const kind = global[name];
    Object.defineProperty(kind, Symbol.hasInstance, {
      configurable: true,
      value(one) {
        return usual.call(this, one) || (this === kind && isOfKind(one));
      },
    });
  }
}
knowKinds(globalThis);

/**
 * What follows the work of a test file from call to call: jest's own and the sandbox's are made anew for each file, and node
 * hands every one that was ever used on with every promise of the process: each file made the next dearer.
 */
const following = new Set();
for (const name of ['run', 'enterWith']) {
  const usual = AsyncLocalStorage.prototype[name];
  AsyncLocalStorage.prototype[name] = function (...args) {
    following.add(this);
    return usual.apply(this, args);
  };
}

module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    Object.assign(this.global, SHARED);
    knowKinds(this.global);
  }

  /** Whoever lives on in the worker is followed again as soon as he is used. */
  async teardown() {
    for (const one of following) one.disable();
    following.clear();
    await super.teardown();
  }
};
