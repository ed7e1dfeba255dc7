import { readExecutionConfig } from './operatorLimits';

test('leaves every limit to its default where nothing is set', () => {
  expect(readExecutionConfig({ PATH: '/bin' })).toEqual({
    limits: { transport: {}, retry: {} },
  });
});

test('reads the limits of the operator', () => {
  expect(
    readExecutionConfig({
      HTTP_TIMEOUT_MS: '10000',
      HTTP_ATTEMPTS: ' 4 ',
      HTTP_RETRY_DELAY_MS: '250',
      HTTP_RETRY_BUDGET_MS: '60000',
    }),
  ).toEqual({
    limits: {
      transport: { timeoutMs: 10_000 },
      retry: { attempts: 4, baseDelayMs: 250, budgetMs: 60_000 },
    },
  });
});

test('takes an empty variable for one that is not set', () => {
  const { limits } = readExecutionConfig({ HTTP_ATTEMPTS: '' });

  expect(limits.retry).toEqual({});
});

test.each(['0', '-1', '1.5', '1e3', '30s', 'many', '9999999999', ' '])(
  'refuses %j, and names the variable but no other',
  (value) => {
    const read = () =>
      readExecutionConfig({ HTTP_ATTEMPTS: value, HTTP_TIMEOUT_MS: '1' });

    expect(read).toThrow('HTTP_ATTEMPTS must be a whole number above 0');
    expect(read).not.toThrow('HTTP_TIMEOUT_MS');
  },
);

test('names all variables that are wrong', () => {
  expect(() =>
    readExecutionConfig({ HTTP_ATTEMPTS: 'x', HTTP_TIMEOUT_MS: 'y' }),
  ).toThrow(/HTTP_TIMEOUT_MS .*; HTTP_ATTEMPTS /);
});
