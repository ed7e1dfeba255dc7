import { PolicyRule } from './policyReading';
import {
  accessWords,
  everyoneOf,
  inOrder,
  wordsOfSessions,
} from './policyWords';

const EVERYONE = '00g1exampleAll00h7zz';
const FINANCE = '00g1exampleFin00h7zz';

type Body = Record<string, unknown>;

/** A rule as Okta sends it; where none is told, the conditions are those of a catch-all. */
function rule(
  place: number,
  { conditions = null, actions, ...rest }: Body,
): PolicyRule {
  return PolicyRule.parse({
    id: `rul1exampleRule${place}00h7`,
    type: 'ACCESS_POLICY',
    name: `Rule ${place}`,
    status: 'ACTIVE',
    priority: place,
    system: false,
    conditions,
    actions,
    ...rest,
  });
}

function allow(verificationMethod: Body): Body {
  return {
    actions: { appSignOn: { access: 'ALLOW', verificationMethod } },
  };
}

function assurance(factorMode: string, constraints?: unknown, more: Body = {}) {
  return allow({
    type: 'ASSURANCE',
    factorMode,
    reauthenticateIn: 'PT12H',
    ...(constraints !== undefined && { constraints }),
    ...more,
  });
}

function chains(...all: Body[]): Body {
  return allow({ type: 'AUTH_METHOD_CHAIN', chains: all });
}

function chain(...steps: Body[][]): Body {
  const [methods, ...rest] = steps;
  return {
    authenticationMethods: methods,
    reauthenticateIn: 'PT43800H',
    ...(rest.length > 0 && { next: [chain(...rest)] }),
  };
}

const method = (key: string, more: Body = {}) => ({
  key,
  method: key,
  ...more,
});

const deny: Body = {
  actions: {
    appSignOn: {
      access: 'DENY',
      verificationMethod: {
        type: 'ASSURANCE',
        factorMode: '1FA',
        reauthenticateIn: 'PT100H',
      },
    },
  },
};

const A1 = assurance('1FA');
const A2 = assurance('2FA');
const P = { possession: { required: true, phishingResistant: 'REQUIRED' } };
const A2P = assurance('2FA', [P]);
const KNOWLEDGE = { knowledge: { required: true, types: ['password'] } };

const group = (id: string) => ({ people: { groups: { include: [id] } } });

/** A rule that is restricted by a condition that is known, by one that is not, or by none. */
const known = (body: Body) => ({ ...body, conditions: group(FINANCE) });
const unknown = (body: Body) => ({
  ...body,
  conditions: { weather: { include: ['RAIN'] } },
});
const catchAll = (body: Body) => ({ ...body, system: true, priority: 99 });

function wordsOf(
  bodies: readonly Body[],
  { areRulesWhole = true, isEveryoneKnown = true } = {},
) {
  const rules = inOrder(bodies.map((body, place) => rule(place, body)));
  const policy = { id: 'rst1examplePol00h7zz', type: 'ACCESS_POLICY' };
  return accessWords(
    { policy: { ...policy, status: 'ACTIVE' }, rules, areRulesWhole },
    isEveryoneKnown ? EVERYONE : undefined,
  );
}

type Word = boolean | undefined;

/** The truth table of what sign-on demands: rules in their order, two words. */
const CASES: [name: string, rules: Body[], mfa: Word, resistant: Word][] = [
  ['1: A2@g, A1*', [known(A2), catchAll(A1)], false, false],
  ['2: A2@g, A2*', [known(A2), catchAll(A2)], true, false],
  ['3: A2P@g, A2P*', [known(A2P), catchAll(A2P)], true, true],
  ['4: A2P@g, D*', [known(A2P), catchAll(deny)], true, true],
  ['5: A1P*', [catchAll(assurance('1FA', [P]))], false, true],
  [
    '6: A1P with user verification*',
    [
      catchAll(
        assurance('1FA', [
          { possession: { ...P.possession, userVerification: 'REQUIRED' } },
        ]),
      ),
    ],
    true,
    true,
  ],
  ['7: A2 [P, {}]*', [catchAll(assurance('2FA', [P, {}]))], true, false],
  [
    '8: A2 [knowledge, P]*',
    [catchAll(assurance('2FA', [KNOWLEDGE, P]))],
    true,
    false,
  ],
  [
    '9: A2 [P, knowledge and P]*',
    [catchAll(assurance('2FA', [P, { ...KNOWLEDGE, ...P }]))],
    true,
    true,
  ],
  ['10: A2 without conditions, A1*', [A2, catchAll(A1)], true, false],
  [
    '11: A1 for Everyone, A2P*',
    [{ ...A1, conditions: group(EVERYONE) }, catchAll(A2P)],
    false,
    false,
  ],
  [
    '12: A1 inactive, A2*',
    [{ ...A1, status: 'INACTIVE' }, catchAll(A2)],
    true,
    false,
  ],
  ['13: D without conditions, A2*', [deny, catchAll(A2)], undefined, undefined],
  ['14: D*', [catchAll(deny)], undefined, undefined],
  ['15: A2@?, A1*', [unknown(A2), catchAll(A1)], undefined, undefined],
  ['16: A2P@?, A2P*', [unknown(A2P), catchAll(A2P)], undefined, undefined],
  [
    '17: A1@g, A2P@?, A2P*',
    [known(A1), unknown(A2P), catchAll(A2P)],
    false,
    false,
  ],
  ['18: D@?, A2P*', [unknown(deny), catchAll(A2P)], undefined, undefined],
  [
    '19: chain password, sms*',
    [
      catchAll(
        chains(chain([method('okta_password')], [method('phone_number')])),
      ),
    ],
    true,
    false,
  ],
  [
    '20: chains webauthn with verification, or password, webauthn*',
    [
      catchAll(
        chains(
          chain([method('webauthn', { userVerification: 'REQUIRED' })]),
          chain([method('okta_password')], [method('webauthn')]),
        ),
      ),
    ],
    true,
    true,
  ],
  [
    '21: chain e-mail, sms*',
    [catchAll(chains(chain([method('okta_email')], [method('phone_number')])))],
    false,
    false,
  ],
  [
    '22: chain password, new key*',
    [catchAll(chains(chain([method('okta_password')], [method('new_key')])))],
    undefined,
    undefined,
  ],
  [
    '23: ID_PROOFING@g, A2P*',
    [known(allow({ type: 'ID_PROOFING', id: 'idv1' })), catchAll(A2P)],
    undefined,
    undefined,
  ],
  [
    '24: A2, P not required*',
    [
      catchAll(
        assurance('2FA', [
          { possession: { ...P.possession, required: false } },
        ]),
      ),
    ],
    true,
    undefined,
  ],
  [
    '25: A1, knowledge and possession*',
    [
      catchAll(
        assurance('1FA', [{ ...KNOWLEDGE, possession: { required: true } }]),
      ),
    ],
    undefined,
    false,
  ],
  [
    '26: A2, types in upper case*',
    [catchAll(assurance('2FA', [{ knowledge: { types: ['PASSWORD'] } }]))],
    true,
    false,
  ],
  [
    '26: A2, types in lower case*',
    [catchAll(assurance('2FA', [{ knowledge: { types: ['password'] } }]))],
    true,
    false,
  ],
];

test.each(CASES)('%s', (_name, rules, mfaRequired, resistant) => {
  expect(wordsOf(rules)).toMatchObject({
    mfaRequired,
    phishingResistantRequired: resistant,
  });
});

test('rules as Okta sends them, with all that stands around', () => {
  const finance = {
    id: 'rul1exampleFin00h7',
    name: 'Finance',
    priority: 0,
    conditions: {
      people: {
        users: { exclude: ['00u1exampleBob00h7'] },
        groups: { include: ['00g1exampleFin00h7'] },
      },
      network: { connection: 'ANYWHERE' },
      riskScore: { level: 'ANY' },
      userType: { include: [], exclude: [] },
    },
    ...allow({
      type: 'ASSURANCE',
      factorMode: '2FA',
      reauthenticateIn: 'PT2H',
      inactivityPeriod: 'PT1H',
      constraints: [
        {
          knowledge: {
            required: true,
            types: ['password'],
            reauthenticateIn: 'PT0S',
          },
          possession: {
            required: true,
            deviceBound: 'REQUIRED',
            phishingResistant: 'REQUIRED',
            userPresence: 'REQUIRED',
          },
        },
      ],
    }),
  };
  const passkeyFirst = {
    id: 'rul1exampleChn00h7',
    name: 'Passkey first',
    conditions: null,
    ...chains(
      chain([method('webauthn', { userVerification: 'REQUIRED' })]),
      chain(
        [{ key: 'okta_password', method: 'password' }],
        [
          { key: 'google_otp', method: 'otp' },
          { key: 'phone_number', method: 'sms' },
        ],
      ),
    ),
  };
  expect(wordsOf([finance, passkeyFirst, catchAll(deny)])).toEqual({
    mfaRequired: true,
    phishingResistantRequired: false,
    reauthenticateIn: 'PT43800H',
  });
  expect(wordsOf([finance, catchAll(deny)])).toEqual({
    mfaRequired: true,
    phishingResistantRequired: true,
    reauthenticateIn: 'PT0S',
  });
});

test('27: nothing is known of a policy whose rules are not all read', () => {
  expect(wordsOf([catchAll(A1)], { areRulesWhole: false })).toEqual({});
});

/** Further shapes that are met, or may be. */
const MORE: typeof CASES = [
  ['another factor mode', [catchAll(assurance('3FA'))], undefined, false],
  ['no verification method', [catchAll(allow({}))], undefined, undefined],
  ['no chains', [catchAll(chains())], undefined, undefined],
  [
    'a step without methods',
    [catchAll(chains(chain([])))],
    undefined,
    undefined,
  ],
  [
    'a chain of four steps',
    [
      catchAll(
        chains(
          chain(
            ...['okta_password', 'webauthn', 'duo', 'duo'].map((key) => [
              method(key),
            ]),
          ),
        ),
      ),
    ],
    undefined,
    undefined,
  ],
  [
    'one of several methods of a step is not known',
    [
      catchAll(
        chains(
          chain(
            [method('okta_password')],
            [method('webauthn'), method('external_idp')],
          ),
        ),
      ),
    ],
    undefined,
    undefined,
  ],
  [
    'a method that has to resist',
    [
      catchAll(
        chains(
          chain(
            [method('okta_password')],
            [method('okta_verify', { phishingResistant: 'REQUIRED' })],
          ),
        ),
      ),
    ],
    true,
    true,
  ],
  [
    'constraints in a single object',
    [catchAll(assurance('2FA', P))],
    true,
    true,
  ],
  [
    'constraints of one empty object',
    [catchAll(assurance('1FA', [{}]))],
    false,
    false,
  ],
  [
    'a class of factors that is not known',
    [catchAll(assurance('1FA', [{ inherence: {} }]))],
    undefined,
    undefined,
  ],
  [
    'methods that all resist',
    [catchAll(assurance('2FA', [{ possession: { methods: ['WEBAUTHN'] } }]))],
    true,
    true,
  ],
  [
    'authenticators that all resist',
    [
      catchAll(
        assurance('2FA', [
          {
            possession: {
              authenticationMethods: [
                { key: 'webauthn', method: 'webauthn' },
                { key: 'smart_card_idp', method: 'cert' },
              ],
            },
          },
        ]),
      ),
    ],
    true,
    true,
  ],
  [
    'FastPass alone, which has a switch of its own for that',
    [
      catchAll(
        assurance('2FA', [{ possession: { methods: ['SIGNED_NONCE'] } }]),
      ),
    ],
    true,
    false,
  ],
  [
    'a rule without its place',
    [{ ...known(A2), priority: undefined }, catchAll(A2)],
    undefined,
    undefined,
  ],
  [
    'a rule without its status',
    [{ ...known(A2), status: undefined }, catchAll(A2)],
    undefined,
    undefined,
  ],
  [
    'an access that is neither',
    [known({ actions: { appSignOn: { access: 'MAYBE' } } }), catchAll(A2)],
    undefined,
    undefined,
  ],
];

test.each(MORE)('%s', (_name, rules, mfaRequired, resistant) => {
  expect(wordsOf(rules)).toMatchObject({
    mfaRequired,
    phishingResistantRequired: resistant,
  });
});

test('rules are read in the order of their places, whatever the order in which they are sent', () => {
  expect(
    wordsOf([
      { ...catchAll(A1), priority: undefined },
      { ...A2, priority: 7 },
    ]),
  ).toMatchObject({ mfaRequired: true });
});

test('where the group of everybody is not known, a rule for a group may be for all', () => {
  const rules = [known(A2), catchAll(A1)];
  const words = (bodies: Body[]) => wordsOf(bodies, { isEveryoneKnown: false });
  expect(words(rules).mfaRequired).toBeUndefined();
  expect(words([known(A1), catchAll(A2)]).mfaRequired).toBe(false);
  expect(words([known(A2)]).mfaRequired).toBe(true);
});

test('nothing is known of a policy that is not active', () => {
  const policy = { id: 'rst1', type: 'ACCESS_POLICY', status: 'INACTIVE' };
  const rules = [rule(1, A1)];
  expect(accessWords({ policy, rules, areRulesWhole: true }, EVERYONE)).toEqual(
    {},
  );
});

describe('conditions', () => {
  const RESTRICTING: [string, Body][] = [
    ['users', { people: { users: { include: ['00u1'] } } }],
    ['excluded users', { people: { users: { exclude: ['00u1'] } } }],
    [
      'everyone but a group',
      { people: { groups: { include: [EVERYONE], exclude: [FINANCE] } } },
    ],
    ['user types', { userType: { include: ['oty1'], exclude: [] } }],
    ['a zone', { network: { connection: 'ZONE', include: ['nzo1'] } }],
    ['all zones', { network: { connection: 'ZONE', exclude: 'ALL_ZONES' } }],
    ['the network', { network: { connection: 'ON_NETWORK' } }],
    ['registered devices', { device: { registered: true } }],
    ['devices that are not managed', { device: { managed: false } }],
    ['device assurance', { device: { assurance: { include: ['dae1'] } } }],
    [
      'platforms',
      { platform: { include: [{ type: 'MOBILE', os: { type: 'IOS' } }] } },
    ],
    ['risk', { riskScore: { level: 'HIGH' } }],
    ['an expression', { elCondition: { condition: 'user.isAdmin' } }],
    ['how it is asked', { authContext: { authType: 'RADIUS' } }],
    ['who identifies', { identityProvider: { provider: 'OKTA' } }],
    ['behaviors', { risk: { behaviors: ['bhv1'] } }],
  ];

  test.each(RESTRICTING)('%s: what follows is reached', (_name, conditions) => {
    const rules = [{ ...A2, conditions }, catchAll(A1)];
    expect(wordsOf(rules).mfaRequired).toBe(false);
  });

  const EMPTY: [string, unknown][] = [
    ['none', null],
    ['no condition', {}],
    [
      'people without anybody',
      { people: { users: {}, groups: { include: [] } } },
    ],
    ['everybody', group(EVERYONE)],
    ['user types without any', { userType: { include: [], exclude: [] } }],
    ['anywhere', { network: { connection: 'ANYWHERE' } }],
    ['any device', { device: {} }],
    ['platforms without any', { platform: { include: [], exclude: [] } }],
    ['any risk', { riskScore: { level: 'ANY' } }],
    ['an empty expression', { elCondition: { condition: '' } }],
    ['any way', { authContext: { authType: 'ANY' } }],
    ['anybody who identifies', { identityProvider: { provider: 'ANY' } }],
    ['no behaviors', { risk: { behaviors: [] } }],
    ['an unknown one that is null', { weather: null }],
  ];

  test.each(EMPTY)('%s: what follows is not reached', (_name, conditions) => {
    const rules = [{ ...A2, conditions }, catchAll(A1)];
    expect(wordsOf(rules).mfaRequired).toBe(true);
  });

  const UNKNOWN: [string, unknown][] = [
    ['a list', []],
    ['a text', 'ANY'],
    ['another name', { weather: {} }],
    ['people of another kind', { people: { realms: { include: ['x'] } } }],
    ['a list that is none', { people: { groups: { include: FINANCE } } }],
    ['another connection', { network: { connection: 'MOON' } }],
    ['a network without one', { network: {} }],
    ['another demand of devices', { device: { jailbroken: false } }],
    ['another risk', { riskScore: { level: 'EXTREME' } }],
    ['any platform', { platform: { include: [{ type: 'ANY' }] } }],
  ];

  test.each(UNKNOWN)('%s: nothing is known', (_name, conditions) => {
    const rules = [{ ...A2, conditions }, catchAll(A1)];
    expect(wordsOf(rules).mfaRequired).toBeUndefined();
  });
});

describe('reauthenticateIn', () => {
  const after = (reauthenticateIn?: unknown, constraints?: unknown) =>
    assurance('2FA', constraints, { reauthenticateIn });
  const knowledge = (reauthenticateIn?: string) => ({
    knowledge: { required: true, reauthenticateIn },
  });

  test.each<[string, Body[], string | undefined]>([
    [
      'the longest',
      [known(after('PT2H')), catchAll(after('PT43800H'))],
      'PT43800H',
    ],
    ['days and years', [known(after('P1Y')), catchAll(after('P364D'))], 'P1Y'],
    ["a class's own", [catchAll(after('PT12H', [knowledge('PT0S')]))], 'PT0S'],
    [
      'alternatives',
      [catchAll(after('PT12H', [knowledge('PT2H'), knowledge()]))],
      'PT12H',
    ],
    ['one is missing', [known(after()), catchAll(after('PT2H'))], undefined],
    ['one is no duration', [catchAll(after('2 hours'))], undefined],
    ['DENY does not count', [known(after('PT2H')), catchAll(deny)], 'PT2H'],
    ['no ALLOW', [catchAll(deny)], undefined],
    ['unknown', [unknown(after('PT2H')), catchAll(after('PT2H'))], undefined],
    [
      'chains',
      [catchAll(chains(chain([method('webauthn')]), chain([method('duo')])))],
      'PT43800H',
    ],
    [
      'methods of a chain',
      [
        catchAll(
          chains({
            authenticationMethods: [
              method('okta_password', { reauthenticateIn: 'PT4H' }),
              method('duo', { reauthenticateIn: 'PT2H' }),
            ],
          }),
        ),
      ],
      'PT2H',
    ],
  ])('%s', (_name, rules, expected) => {
    expect(wordsOf(rules).reauthenticateIn).toBe(expected);
  });
});

describe('sessions', () => {
  const LATER = '00p1exampleLater0h7z';

  function session(
    signon: Body,
    conditions: unknown = null,
    more: Body = {},
  ): Body {
    const actions = { signon: { access: 'ALLOW', ...signon } };
    return { type: 'SIGN_ON', conditions, actions, ...more };
  }

  const minutes = (maxSessionLifetimeMinutes: number) => ({
    session: { maxSessionLifetimeMinutes, maxSessionIdleMinutes: 120 },
  });

  function policy(rules: Body[], more: Body = {}, areRulesWhole = true) {
    return {
      policy: {
        id: LATER,
        type: 'OKTA_SIGN_ON',
        status: 'ACTIVE',
        priority: 1,
        system: false,
        conditions: group(FINANCE),
        ...more,
      },
      rules: inOrder(rules.map((body, place) => rule(place, body))),
      areRulesWhole,
    };
  }

  const standard = (signon: Body) =>
    policy([session(signon, null, { system: true })], {
      id: '00p1exampleDefault0h',
      priority: 2,
      system: true,
      conditions: group(EVERYONE),
    });

  const withFactor = { requireFactor: true, ...minutes(600) };
  const withoutFactor = { requireFactor: false, ...minutes(1440) };

  const words = (...policies: ReturnType<typeof policy>[]) =>
    wordsOfSessions(policies, EVERYONE);

  test('the default policy comes last', () => {
    expect(words(standard(withFactor), policy([session(withFactor)]))).toEqual({
      sessionMfaRequired: true,
      sessionHasNoLimit: false,
      sessionLifetimeMinutes: 600,
    });
    expect(
      words(standard(withoutFactor), policy([session(withFactor)])),
    ).toEqual({
      sessionMfaRequired: false,
      sessionHasNoLimit: false,
      sessionLifetimeMinutes: 1440,
    });
  });

  test('a policy for everybody hides those behind it, by a rule that always holds', () => {
    const forAll = { conditions: group(EVERYONE) };
    expect(
      words(policy([session(withFactor)], forAll), standard(withoutFactor)),
    ).toMatchObject({ sessionMfaRequired: true });
    const inZone = { network: { connection: 'ZONE', include: ['nzo1'] } };
    expect(
      words(
        policy([session(withFactor, inZone)], forAll),
        standard(withoutFactor),
      ),
    ).toMatchObject({ sessionMfaRequired: false });
  });

  test('no limit beats every number, and is not 0 minutes', () => {
    expect(
      words(
        policy([session({ requireFactor: true, ...minutes(0) })]),
        standard(withFactor),
      ),
    ).toEqual({
      sessionMfaRequired: true,
      sessionHasNoLimit: true,
      sessionLifetimeMinutes: undefined,
    });
  });

  test('a second factor that is not named is not required', () => {
    expect(words(standard(minutes(60)))).toMatchObject({
      sessionMfaRequired: false,
    });
  });

  test("Classic Engine's chains of factors are not understood", () => {
    const challenge = { access: 'CHALLENGE', challenge: { chain: [] } };
    expect(words(standard({ ...challenge, ...minutes(60) }))).toMatchObject({
      sessionMfaRequired: undefined,
      sessionLifetimeMinutes: 60,
    });
  });

  test.each<[string, Body]>([
    ['for whom it is', { conditions: null }],
    ['its place', { priority: undefined }],
    ['its status', { status: undefined }],
  ])('of a policy that does not tell %s nothing is known', (_name, more) => {
    expect(
      words(policy([session(withFactor)], more), standard(withFactor)),
    ).toEqual({});
  });

  test('an inactive policy does not count, a missing rule takes all words', () => {
    const inactive = { status: 'INACTIVE' };
    expect(
      words(policy([session(withoutFactor)], inactive), standard(withFactor)),
    ).toMatchObject({ sessionMfaRequired: true });
    expect(
      words(policy([session(withFactor)], {}, false), standard(withFactor)),
    ).toEqual({});
    expect(words()).toMatchObject({ sessionMfaRequired: undefined });
  });
});

describe('the group of everybody', () => {
  const standard = (type: string, ...include: unknown[]) => ({
    policy: {
      id: 'x',
      type,
      system: true,
      conditions: { people: { groups: { include } } },
    },
  });

  test('is the one that default policies name', () => {
    expect(
      everyoneOf([
        standard('OKTA_SIGN_ON', EVERYONE),
        standard('MFA_ENROLL', EVERYONE),
        standard('ACCESS_POLICY', FINANCE),
      ]),
    ).toBe(EVERYONE);
  });

  test('is not known where they disagree, or name none', () => {
    expect(
      everyoneOf([
        standard('OKTA_SIGN_ON', EVERYONE),
        standard('PASSWORD', FINANCE),
      ]),
    ).toBeUndefined();
    expect(everyoneOf([standard('OKTA_SIGN_ON', 7)])).toBeUndefined();
    expect(everyoneOf([])).toBeUndefined();
  });
});
