import {
  type Entity,
  type IntegrationInstance,
  type IntegrationStep,
  type MappedRelationship,
  type Relationship,
  type StepEntityMetadata,
} from '@jupiterone/integration-sdk-core';
import { LOCAL_INTEGRATION_INSTANCE } from '@jupiterone/integration-sdk-runtime';

import { environmentVariable } from '../../src/collect/configFields';
import {
  getStepStartStates,
  type IntegrationConfig,
  validateInvocation,
} from '../../src/config';
import { providers } from '../../src/providers';
import type { RegisteredProvider } from '../../src/collect/provider';
import { collect, type Execution } from '../support/execution';
import { danglingOf, type Graph, graphOf, HOST } from '../support/graphs';
import { type Simulation, startSimulation } from '../../simulators';
import { stepsOf, typesOf, withDependents } from '../support/providerSteps';

import { readDocumentation } from './modelDocumentation';
import { shapeOf } from './shapes';
import { AccountVocabulary, UserVocabulary } from './vocabulary';

/** Relationships of which the middle of the key is not their class. */
const KEY_WORDS: Readonly<Record<string, string>> = {
  okta_group_has_user: 'has_user',
  okta_app_user_group_has_user: 'has_user',
};

/** Tells how large the pages of the directory are. */
const PAGE_SIZE_PROPERTY = /"filterMaxResults":\d+,/;

const PROVIDERS = providers.map((provider) => ({ id: provider.id, provider }));

describe.each(PROVIDERS)('$id', ({ id, provider }) => {
  const steps = stepsOf(provider);
  let simulation: Simulation;
  let execution: Execution;

  beforeAll(async () => {
    simulation = await startSimulation(id, { size: 'full' });
    execution = await collectFrom(simulation);
  });

  afterAll(() => simulation.stop());

  describe('the graph of a full organization', () => {
    test('is complete', () => {
      expect(execution.error).toBeUndefined();
      expect(execution.steps).toEqual(statuses(steps, new Set()));
      expect(execution.partialTypes).toEqual([...alwaysPartial(steps)].sort());
    });

    test.each(steps.map((step) => ({ stepId: step.id, step })))(
      'has the types that $stepId declares, and no others of it',
      ({ stepId, step }) => {
        const result = execution.stepResults.find((each) => each.id === stepId);
        expect(sorted(result?.encounteredTypes ?? [])).toEqual(
          sorted(typesOf([step])),
        );
      },
    );

    test.each(entityTypes(steps))(
      'has every $_type valid by the schema of its class',
      ({ _type, _class }) => {
        expect(ofType(execution.entities, _type)).toMatchGraphObjectSchema({
          _class: [_class].flat(),
        });
      },
    );

    test('has every relationship valid', () => {
      const direct = execution.relationships.filter(
        ({ _mapping }) => !_mapping,
      );
      expect(direct).toMatchDirectRelationshipSchema({});
    });

    test('describes users and accounts in the common vocabulary', () => {
      const users = ofType(execution.entities, `${id}_user`);
      const accounts = ofType(execution.entities, `${id}_account`);
      expect(users.length).toBeGreaterThan(0);
      expect(accounts.length).toBeGreaterThan(0);
      expect([
        ...users.flatMap((user) => vocabularyProblems(UserVocabulary, user)),
        ...accounts.flatMap((account) =>
          vocabularyProblems(AccountVocabulary, account),
        ),
      ]).toEqual([]);
    });

    test('has both ends of every relationship', () => {
      expect(danglingOf(execution)).toEqual([]);
    });

    test('has keys of relationships that follow from their ends', () => {
      const others = execution.relationships.filter(
        (relationship) => !isKeyOfEnds(relationship),
      );
      expect(others.map(({ _key }) => _key)).toEqual([]);
    });

    test('has the types and forms of keys that it always had', () => {
      expect(shapesOf(graphOf(execution, simulation.url))).toMatchSnapshot();
    });

    test('is the same each time', async () => {
      expect(graphOf(await collectFrom(simulation), simulation.url)).toEqual(
        graphOf(execution, simulation.url),
      );
    });

    test.each([3, 7])(
      'does not depend on the size of pages (%i)',
      async (pageCap) => {
        const other = await startSimulation(id, { size: 'full', pageCap });
        try {
          const paged = await collectFrom(other);
          expect(withoutPageSize(paged, other)).toEqual(
            withoutPageSize(execution, simulation),
          );
        } finally {
          await other.stop();
        }
      },
    );
  });

  describe('the configuration', () => {
    test('is refused with the names of all that is missing', async () => {
      const missing = provider.problems({}).map(({ field }) => field);
      const message = await refusalOf({ provider: id });
      expect(missing.some((field) => isMasked(provider, field))).toBe(true);
      for (const field of missing) {
        expect(message).toContain(`${field} (${environmentVariable(field)})`);
      }
    });

    test('is refused without showing any value', async () => {
      const fields = Object.keys(provider.configTable);
      const config = Object.fromEntries(
        fields.map((field) => [field, `canary of\n${field}`]),
      );
      expect(await refusalOf({ provider: id, ...config })).not.toContain(
        'canary',
      );
    });

    test('is refused field by field', async () => {
      const whole = simulation.configFor(simulation.url);
      const withoutOne = Object.keys(whole)
        .map((field) => ({ field, config: { ...whole, [field]: ' ' } }))
        .filter(({ config }) => provider.problems(config).length > 0);
      const messages = await Promise.all(
        withoutOne.map(({ config }) => refusalOf(config)),
      );
      expect(provider.problems(whole)).toEqual([]);
      expect(withoutOne.length).toBeGreaterThan(0);
      withoutOne.forEach(({ field }, place) =>
        expect(messages[place]).toContain(field),
      );
    });

    test('enables the steps of the provider, and no other', () => {
      const { configFor, url } = simulation;
      const states = getStepStartStates({
        instance: instanceOf(configFor(url)),
      });
      const enabled = Object.keys(states).filter(
        (stepId) => !states[stepId]?.disabled,
      );
      expect(sorted(enabled)).toEqual(sorted(steps.map((step) => step.id)));
    });
  });

  describe('ingestion sources', () => {
    const sources = Object.keys(provider.ingestionSources);

    test('are those that the steps name', () => {
      const named = steps.flatMap((step) => step.ingestionSourceId ?? []);
      expect(sorted(new Set(named))).toEqual(sorted(sources));
    });

    for (const source of sources) {
      test(`${source} switches off its steps only`, async () => {
        const off = withDependents(
          steps,
          steps
            .filter((step) => step.ingestionSourceId === source)
            .map((step) => step.id),
        );
        const { configFor, url } = simulation;
        const result = await collect({
          config: configFor(url),
          disabledSources: [source],
        });
        expect(result.error).toBeUndefined();
        expect(result.steps).toEqual(statuses(steps, off));
      });
    }
  });

  describe('the documentation', () => {
    const { text, rows } = readDocumentation();

    test('has every row of the model', () => {
      expect(rowsOf(steps).filter((row) => !rows.has(row))).toEqual([]);
    });

    test('names every ingestion source', () => {
      const titles = Object.values(provider.ingestionSources).map(
        ({ title }) => title,
      );
      expect(titles.filter((title) => !text.includes(title))).toEqual([]);
    });

    test('names every field of the configuration', () => {
      const variables = Object.keys(provider.configTable).map(
        (field) => `\`${environmentVariable(field)}\``,
      );
      expect(variables.filter((variable) => !text.includes(variable))).toEqual(
        [],
      );
    });
  });
});

function collectFrom({ configFor, url }: Simulation): Promise<Execution> {
  return collect({ config: configFor(url) });
}

function statuses(
  steps: readonly IntegrationStep[],
  off: ReadonlySet<string>,
): Record<string, string> {
  return Object.fromEntries(
    steps.map(({ id }) => [id, off.has(id) ? 'disabled' : 'success']),
  );
}

function alwaysPartial(steps: readonly IntegrationStep[]): Set<string> {
  return typesOf(steps, ({ partial }) => partial === true);
}

function sorted(items: Iterable<string>): string[] {
  return [...items].sort();
}

function entityTypes(steps: readonly IntegrationStep[]): StepEntityMetadata[] {
  const types = steps.flatMap(({ entities }) => entities);
  return [...new Map(types.map((each) => [each._type, each])).values()];
}

function ofType(entities: readonly Entity[], type: string): Entity[] {
  return entities.filter(({ _type }) => _type === type);
}

function vocabularyProblems(
  vocabulary: typeof UserVocabulary | typeof AccountVocabulary,
  entity: Entity,
): string[] {
  const { error } = vocabulary.safeParse(entity);
  return (error?.issues ?? []).map(
    ({ path, message }) => `${entity._key} ${path.join('.')}: ${message}`,
  );
}

function isKeyOfEnds(relationship: Relationship): boolean {
  const { _key, _type, _class, _fromEntityKey, _toEntityKey } = relationship;
  const word = KEY_WORDS[_type] ?? _class.toLowerCase();
  const ends = [_fromEntityKey, _toEntityKey].filter(
    (end) => typeof end === 'string',
  );
  return isMapped(relationship)
    ? _key.startsWith(`${relationship._mapping.sourceEntityKey}|${word}|`)
    : `${_key}|`.startsWith(`${ends.join(`|${word}|`)}|`);
}

function isMapped(
  relationship: Relationship,
): relationship is MappedRelationship {
  return relationship._mapping !== undefined;
}

function shapesOf(graph: Graph): Record<string, string[]> {
  return Object.fromEntries(
    [...graph]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([type, objects]) => {
        const keys = [...objects.keys()].map((key) =>
          shapeOf(key.replaceAll(HOST, '<host>')),
        );
        return [type, sorted(new Set(keys))];
      }),
  );
}

function withoutPageSize(execution: Execution, { url }: Simulation): string[] {
  return sorted(
    [...graphOf(execution, url).values()].flatMap((objects) =>
      [...objects.values()].map((json) => json.replace(PAGE_SIZE_PROPERTY, '')),
    ),
  );
}

function isMasked(provider: RegisteredProvider, field: string): boolean {
  return provider.configTable[field]?.mask === true;
}

async function refusalOf(config: IntegrationConfig): Promise<string> {
  const refusal: unknown = await validateInvocation({
    instance: instanceOf(config),
  }).catch((error: unknown) => error);
  return String(refusal);
}

function instanceOf(
  config: IntegrationConfig,
): IntegrationInstance<IntegrationConfig> {
  return { ...LOCAL_INTEGRATION_INSTANCE, config };
}

/** The rows that the generated documentation has for steps, without its marks of type. */
function rowsOf(steps: readonly IntegrationStep[]): string[] {
  const row = (...cells: string[]) => `| ${cells.join(' | ')} |`;
  return steps.flatMap(
    ({ entities, relationships, mappedRelationships = [] }) => [
      ...entities.map(({ resourceName, _type, _class }) =>
        row(resourceName, _type, [_class].flat().join(', ')),
      ),
      ...relationships.map(({ sourceType, _class, targetType }) =>
        row(sourceType, _class, targetType),
      ),
      ...mappedRelationships.map(
        ({ sourceType, _class, targetType, direction }) =>
          row(sourceType, _class, targetType, direction),
      ),
    ],
  );
}
