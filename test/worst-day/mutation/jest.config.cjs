const { runtime: _, roots: __, ...usual } = require('../../../jest.config.cjs');
const path = require('node:path');

/** The rooms whose lines are changed one by one, and who else decides by them: without accounts, so that it ends in time. */
module.exports = {
  ...usual,
  rootDir: path.resolve(__dirname, '../../..'),
  roots: ['<rootDir>/test/shared', '<rootDir>/test/cli'],
  testMatch: [
    '**/shared/{ram-policy,incident,signal,containment,rotation,least-privilege,identity,hygiene}/**/*.test.ts',
    '**/cli/policy-evaluate.test.ts',
  ],
  // They are skipped where the handbook is absent, and what is loaded behind a skipped test is counted as that test's.
  testPathIgnorePatterns: ['/node_modules/', '[.]handbook[.]test[.]ts$'],
  testEnvironment: 'node',
};
