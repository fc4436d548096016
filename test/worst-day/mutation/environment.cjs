const TestEnvironment = require('../../../scripts/jest/environment.cjs');
const { isNoticed, notice } = require('./noticed.cjs');

module.exports = class extends TestEnvironment {
  handleTestEvent({ name, test }) {
    if (name === 'test_fn_failure') notice();
    if (name === 'test_start' && isNoticed()) test.mode = 'skip';
  }
};
