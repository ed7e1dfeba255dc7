const config = require('./jest.config');

process.env.SWEEPS = 'all';

/**
 * For `npm run test:nightly`: every case of the fault sweep and of the lie sweep, and what waits for
 * minutes.
 *
 * @type {import('jest').Config}
 */
module.exports = {
  ...config,
  roots: ['<rootDir>/test/faults', '<rootDir>/test/nightly'],
  testPathIgnorePatterns: ['/node_modules/'],
};
