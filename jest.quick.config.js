const config = require('./jest.config');

/**
 * For `npm test`: what runs within this process. The gate, and `npm run test:all`, also run what
 * starts commands, browsers and servers of others, packs and installs: half of the time, for a
 * tenth of the tests.
 *
 * @type {import('jest').Config}
 */
module.exports = {
  ...config,
  testPathIgnorePatterns: [
    ...config.testPathIgnorePatterns,
    '<rootDir>/cli/(start|demo)\\.test',
    '<rootDir>/scripts/newProvider\\.test',
    '<rootDir>/test/(deploy|docs|package|process|realServers)/',
    '<rootDir>/test/contract/secrets\\.test',
    '<rootDir>/test/e2e/(commandLine|preflightCommand|proxy|report|upload)',
  ],
};
