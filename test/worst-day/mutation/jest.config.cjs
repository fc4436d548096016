const path = require('node:path');
const usual = require('../../../jest.config.cjs');

/** The rooms whose lines are changed one by one: by their own tests, so that it ends in time. */
module.exports = {
  ...usual,
  rootDir: path.resolve(__dirname, '../../..'),
  roots: ['<rootDir>/test/shared', '<rootDir>/test/cli'],
  testMatch: ['**/shared/{ram-policy,incident,signal,containment}/**/*.test.ts', '**/cli/policy-evaluate.test.ts'],
  // They are skipped where the handbook is absent, and what is loaded behind a skipped test is counted as that test's.
  testPathIgnorePatterns: ['/node_modules/', '[.]handbook[.]test[.]ts$'],
  testEnvironment: path.join(__dirname, 'environment.cjs'),
  runtime: path.join(__dirname, 'runtime.cjs'),
  testSequencer: '<rootDir>/test/worst-day/mutation/sequencer.cjs',
  setupFiles: ['<rootDir>/test/worst-day/mutation/properties.cjs'],
};
