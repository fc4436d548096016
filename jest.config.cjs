/** Tests run the real code through swc; each file starts a sandbox of its own, and waits for it as long as it works. */
module.exports = {
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testEnvironment: '<rootDir>/scripts/jest/environment.cjs',
  runtime: '<rootDir>/scripts/jest/runtime.cjs',
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
  // These come as ES modules, which jest cannot require, and as UMD beside them.
  moduleNameMapper: { '^(d3-[a-z-]+)$': '<rootDir>/node_modules/$1/dist/$1.js' },
  // As long as it takes where the machine has much else to do; a test that hangs is told all the same.
  testTimeout: 120_000,
  // Two cores: with five, the same work took the same time and a third more of the processor, and limits passed unmet.
  maxWorkers: 3,
};
