const config = require('./jest.config');

/**
 * For `npm run test:mutation`: the unit and property tests of the files that are mutated. Other tests
 * wait for slow servers, or run the command line, which is not mutated.
 *
 * @type {import('jest').Config}
 */
module.exports = {
  ...config,
  roots: [
    '<rootDir>/src/http',
    '<rootDir>/src/collect',
    '<rootDir>/test/properties',
  ],
};
