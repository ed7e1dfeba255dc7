const path = require('node:path');

/** @type {import('jest').Config} */
module.exports = {
  roots: [
    '<rootDir>/src',
    '<rootDir>/cli',
    '<rootDir>/page',
    '<rootDir>/test',
    '<rootDir>/scripts',
    '<rootDir>/simulators',
  ],
  testMatch: ['**/*.test.ts'],
  // They wait for minutes.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/nightly/'],
  testEnvironment: 'node',
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022' } }],
  },
  // The SDK's testing package imports a file that the `exports` of expect 29 hide.
  moduleNameMapper: {
    '^expect/build/jestMatchersObject$': path.join(
      path.dirname(require.resolve('expect/package.json')),
      'build/jestMatchersObject.js',
    ),
  },
  setupFiles: ['<rootDir>/test/support/jestSetup.ts'],
  setupFilesAfterEnv: ['<rootDir>/test/support/sdkMatchers.ts'],
  collectCoverageFrom: ['src/**/*.ts'],
  coverageReporters: ['text-summary', 'html'],
  coverageThreshold: { global: { lines: 99 } },
  testSequencer: '<rootDir>/test/support/longestFirst.js',
  // Jest leaves one core free, which is half of a machine with two.
  maxWorkers: '100%',
  // A busy machine is several times as slow, and the command line takes seconds on an idle one.
  testTimeout: 180_000,
  // Where in a second or a minute the machine's clock stands must decide no test.
  fakeTimers: { now: Date.UTC(2026, 0, 1) },
  clearMocks: true,
  restoreMocks: true,
};
