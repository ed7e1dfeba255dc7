import { providers } from '../../src/providers';

import { sweep } from './sweep';

let cases = 0;

afterAll(() => {
  process.stdout.write(`Fault sweep: ${cases} cases\n`);
});

test.each(providers.map((provider) => ({ provider, id: provider.id })))(
  '$id is complete, or says what is missing, whatever goes wrong',
  async ({ provider }) => {
    const t = performance.now();
    const result = await sweep(provider);
    cases += result.cases;
    process.stdout.write(
      `${provider.id} ${result.cases} cases ${Math.round(performance.now() - t)} ms ${result.violations.length}\n${result.endpoints.join('\n')}\n`,
    );

    expect(result.violations).toEqual([]);
  },
  120_000,
);
