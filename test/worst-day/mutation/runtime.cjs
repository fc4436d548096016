const Runtime = require('../../../scripts/jest/runtime.cjs');
const { isNoticed } = require('./noticed.cjs');

/** A file whose tests would all be passed over need not be loaded; jest wants one test of each. */
module.exports = class extends Runtime {
  #global;

  constructor(config, environment, ...more) {
    super(config, environment, ...more);
    this.#global = environment.global;
  }

  requireModule(from, ...more) {
    if (!isNoticed() || !from.endsWith('.test.ts') || more[0] !== undefined) return super.requireModule(from, ...more);
    return this.#global.test.skip('passed over', () => undefined);
  }
};
