// The SDK loads version 2 of the AWS SDK, which writes a notice to stderr each time.
process.env.AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE = '1';

// `npm run test:env`: recordings are made against the tenant in `.env`.
if (process.env.LOAD_ENV) process.loadEnvFile();
