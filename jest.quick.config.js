const { availableParallelism } = require('node:os');

const config = require('./jest.config');

/**
 * For `npm test`: what runs within this process. The gate, and `npm run test:all`, also run what
 * starts commands, browsers and servers of others, packs and installs, and the fault sweep of Okta,
 * which has as many endpoints as all others together: half of the time, for a tenth of the tests.
 *
 * @type {import('jest').Config}
 */
module.exports = {
  ...config,
  // Three for two cores: a tenth of the time of these tests is waiting.
  maxWorkers: Math.ceil(availableParallelism() * 1.5),
  testPathIgnorePatterns: [
    ...config.testPathIgnorePatterns,
    '<rootDir>/cli/(start|demo)\\.test',
    '<rootDir>/scripts/(newProvider|sdkProject)\\.test',
    '<rootDir>/test/(deploy|docs|package|process|realServers)/',
    '<rootDir>/test/contract/secrets\\.test',
    '<rootDir>/test/faults/sweepOkta\\.test',
    '<rootDir>/test/e2e/(answerCommands|commandLine|mistakes|preflightCommand|proxy|report|upload)',
  ],
};
