import { generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';

import fc from 'fast-check';

import { parseConfig } from '../../src/providers/okta/config';
import { anything, oddText } from './wireValues';

const OPTIONS = { seed: 20_240_611, numRuns: 200 };

const PAIRS = [
  generateKeyPairSync('rsa', { modulusLength: 2048 }),
  generateKeyPairSync('ec', { namedCurve: 'P-256' }),
];

type Shape = (pem: string) => string;

/** What people and their tools make of the line breaks of a PEM text. */
const LINE_BREAKS: Shape[] = [
  (pem) => pem,
  (pem) => pem.trim(),
  (pem) => pem.replaceAll('\n', '\r\n'),
  (pem) => pem.replaceAll('\n', '\\n'),
  (pem) => pem.replaceAll('\n', '\\r\\n'),
  (pem) => pem.replaceAll('\n', ' '),
  (pem) => pem.replaceAll('\n', '\n\n'),
  (pem) => pem.replaceAll('\n', '\n   '),
];

/** What is put around it. */
const WRAPPINGS: Shape[] = [
  (pem) => pem,
  (pem) => `\n  ${pem}\t\n`,
  (pem) => Buffer.from(pem).toString('base64'),
  (pem) => Buffer.from(pem).toString('base64').replace(/.{76}/g, '$&\n'),
  (pem) => `Bag Attributes\n    localKeyID: 01\n${pem}`,
];

function configWith(oktaPrivateKey: unknown) {
  return {
    oktaOrgUrl: 'https://tenant.okta.com',
    oktaClientId: '0oa0123456789abcdef0',
    oktaPrivateKey,
  };
}

function keyOf(oktaPrivateKey: string): KeyObject | undefined {
  const parsed = parseConfig(configWith(oktaPrivateKey));
  return parsed.ok && parsed.settings.credential.kind === 'serviceApp'
    ? parsed.settings.credential.serviceApp.key.key
    : undefined;
}

it('reads a key in every shape in which it is pasted', () => {
  const message = Buffer.from('message');
  fc.assert(
    fc.property(
      fc.constantFrom(...PAIRS),
      fc.constantFrom(...LINE_BREAKS),
      fc.constantFrom(...WRAPPINGS),
      ({ privateKey, publicKey }, breakLines, wrap) => {
        const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
        const key = keyOf(wrap(breakLines(String(pem))));
        expect(key).toBeDefined();
        if (!key) return;
        const signature = sign('sha256', message, key);
        expect(verify('sha256', message, publicKey, signature)).toBe(true);
      },
    ),
    OPTIONS,
  );
});

const [{ privateKey }] = PAIRS as [(typeof PAIRS)[0]];
const PEM = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
const KEY_LINES = PEM.split('\n').slice(1, -2);

/** Texts in which something of the key is left. */
const damaged: fc.Arbitrary<string> = fc
  .record({
    begin: fc.nat(PEM.length),
    length: fc.integer({ min: 1, max: PEM.length }),
    inserted: fc.oneof(fc.constant(''), oddText),
  })
  .map(
    ({ begin, length, inserted }) =>
      PEM.slice(0, begin) + inserted + PEM.slice(begin + length),
  );

it('reads a damaged key, or refuses it by the name of the field and without its text', () => {
  fc.assert(
    fc.property(fc.oneof(damaged, anything), (text) => {
      const parsed = parseConfig(configWith(text));
      if (parsed.ok) return;
      expect(parsed.problems.map(({ field }) => field)).toEqual([
        'oktaPrivateKey',
      ]);
      const [{ problem }] = parsed.problems as [(typeof parsed.problems)[0]];
      expect(problem).toMatch(/^(is|must be) /);
      expect(KEY_LINES.filter((line) => problem.includes(line))).toEqual([]);
    }),
    OPTIONS,
  );
});
