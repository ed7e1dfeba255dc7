// Preloaded into a program under test: a name server that answers at once, and knows no host. The
// machine that runs the tests may have none, which is another failure.

const dns = require('node:dns');

const { lookup } = dns;

dns.lookup = (hostname, ...rest) => {
  if (!hostname.endsWith('.invalid')) return lookup(hostname, ...rest);
  const error = Object.assign(new Error('not found'), { code: 'ENOTFOUND' });
  process.nextTick(rest.at(-1), error);
};
