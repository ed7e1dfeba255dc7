import { toEntity } from '../../graph/entities';

import { IMAGE_SCAN, toImageScan } from './imageScan';
import { OlderScan, type Scan, scanOf } from './scanRecords';

const [PipelineScan, RegistryScan, RuntimeScan] = [
  scanOf('pipeline'),
  scanOf('registry'),
  scanOf('runtime'),
];

function createImageScanEntity(scan: Scan) {
  return toEntity(IMAGE_SCAN, toImageScan(scan));
}

describe('image scan', () => {
  const vulnTotalBySeverity = {
    critical: 1,
    high: 4,
    medium: 9,
    low: 20,
    negligible: 3,
  };

  test('of a pipeline', () => {
    const scan = PipelineScan.parse({
      resultId: 'result-1',
      imageId: 'sha256:11',
      pullString: 'registry.example/shop/web:1.4.2',
      createdAt: '2026-02-01T10:00:00Z',
      policyEvaluationResult: 'failed',
      vulnTotalBySeverity,
    });

    expect(createImageScanEntity(scan)).toMatchObject({
      _key: 'sysdig_image_scan:result-1',
      _type: 'sysdig_image_scan',
      _class: ['Assessment'],
      name: 'registry.example/shop/web:1.4.2',
      category: 'Vulnerability Scan',
      summary:
        'Pipeline scan of registry.example/shop/web:1.4.2: vulnerabilities 1 critical, 4 high, 9 medium, 20 low, 3 negligible; policies failed',
      internal: true,
      scanType: 'pipeline',
      imageId: 'sha256:11',
      imageRegistry: 'registry.example',
      imageRepository: 'shop/web',
      imageTag: '1.4.2',
      policyResult: 'failed',
      criticalVulnerabilities: 1,
      highVulnerabilities: 4,
      mediumVulnerabilities: 9,
      lowVulnerabilities: 20,
      negligibleVulnerabilities: 3,
      completedOn: Date.parse('2026-02-01T10:00:00Z'),
    });
  });

  test('of a registry', () => {
    const scan = RegistryScan.parse({
      resultId: 'result-2',
      vendor: 'harbor',
      pullString: 'harbor.example/shop/api:2.0',
    });

    expect(createImageScanEntity(scan)).toMatchObject({
      scanType: 'registry',
      registryVendor: 'harbor',
      summary: 'Registry scan of harbor.example/shop/api:2.0',
      criticalVulnerabilities: undefined,
    });
  });

  test('at runtime', () => {
    const scan = RuntimeScan.parse({
      resultId: 'result-3',
      resourceId: 'sha256:11',
      mainAssetName: 'registry.example/shop/web:1.4.2',
      scope: {
        'asset.type': 'workload',
        'kubernetes.cluster.name': 'prod',
        'kubernetes.namespace.name': 'shop',
        'kubernetes.workload.name': 'web',
        'kubernetes.workload.type': 'deployment',
      },
      vulnTotalBySeverity,
      runningVulnTotalBySeverity: { critical: 0, high: 1 },
    });

    expect(createImageScanEntity(scan)).toMatchObject({
      scanType: 'runtime',
      imageId: 'sha256:11',
      assetType: 'workload',
      clusterName: 'prod',
      namespace: 'shop',
      workloadName: 'web',
      workloadType: 'deployment',
      runningCriticalVulnerabilities: 0,
      runningHighVulnerabilities: 1,
      runningLowVulnerabilities: undefined,
      completedOn: undefined,
    });
  });

  test('of the older scanner', () => {
    const scan = OlderScan.parse({
      imageId: '66',
      imageDigest: 'sha256:55',
      fullTag: 'docker.io/library/nginx:1.27',
      origin: 'sysdig-secure-ui',
      analysisStatus: 'analyzed',
      policyStatus: 'PASS',
      analyzedAt: 1_760_000_000,
      createdAt: 1_759_999_990,
    });

    expect(createImageScanEntity(scan)).toMatchObject({
      _key: 'sysdig_image_scan:66',
      scanType: 'legacy',
      imageDigest: 'sha256:55',
      imageTag: '1.27',
      origin: 'sysdig-secure-ui',
      policyResult: 'passed',
      completedOn: 1_760_000_000_000,
      createdOn: 1_759_999_990_000,
    });
  });

  test('of which nothing is known but its id', () => {
    const scan = PipelineScan.parse({ resultId: 'result-4' });

    expect(createImageScanEntity(scan)).toMatchObject({
      name: 'result-4',
      summary: 'Pipeline scan of result-4',
    });
  });
});

test.each([
  ['PASS', 'passed'],
  ['pass', 'passed'],
  ['WARN', 'warned'],
  ['FAIL', 'failed'],
  ['STOP', 'failed'],
  ['NOT_EVALUATED', 'notEvaluated'],
  ['SOMETHING', 'something'],
  [null, undefined],
])('policy status %s of the older scanner means %s', (policyStatus, result) => {
  const scan = OlderScan.parse({ imageId: 'a', policyStatus });

  expect(createImageScanEntity(scan).policyResult).toBe(result);
});

test('the older scanner counts seconds, and 0 is unknown', () => {
  const scan = OlderScan.parse({
    imageId: 'a',
    analyzedAt: 1_760_000_000,
    createdAt: 0,
  });

  expect(scan.createdAt).toBe(1_760_000_000_000);
  expect(scan.requestedAt).toBeUndefined();
});

test('a scan of the older scanner without image id is known by its digest', () => {
  expect(OlderScan.parse({ imageDigest: 'sha256:5' }).resultId).toBe(
    'sha256:5',
  );
});

describe('the key of a running asset', () => {
  const keyOf = (scope: unknown, schema = RuntimeScan) =>
    createImageScanEntity(schema.parse({ resultId: 'result-5', scope }))._key;

  test('is that of the result and of the labels, whatever their order', () => {
    const key = keyOf({ 'asset.type': 'workload', 'kubernetes.pod': 'a' });

    expect(key).toBe(
      keyOf({ 'kubernetes.pod': 'a', 'asset.type': 'workload' }),
    );
    expect(key).not.toBe(keyOf({ 'asset.type': 'workload' }));
    expect(key).toMatch(/^sysdig_image_scan:result-5:[0-9a-f]{12}$/);
  });

  test('stays the same from one version of this integration to the next', () => {
    expect(keyOf({ 'asset.type': 'workload', 'kubernetes.pod': 'a' })).toBe(
      'sysdig_image_scan:result-5:ede949e91408',
    );
  });

  test.each([undefined, null, 'workload'])(
    'is that of the result where the labels are %p',
    (scope) => {
      expect(keyOf(scope)).toBe('sysdig_image_scan:result-5');
    },
  );

  test('is that of the result in pipelines and registries', () => {
    expect(keyOf({ 'registry.vendor': 'ecr' }, RegistryScan)).toBe(
      'sysdig_image_scan:result-5',
    );
  });
});

test.each([
  [{ 'kubernetes.pod.container.name': 'web', 'container.name': 'k8s' }, 'web'],
  [{ 'container.name': 'web' }, 'web'],
  [{ 'kubernetes.pod.container.name': null, 'container.name': 'web' }, 'web'],
])('labels %j name the container %s', (scope, containerName) => {
  const scan = RuntimeScan.parse({ resultId: 'a', scope });

  expect(createImageScanEntity(scan)).toMatchObject({ containerName });
});

test.each([
  [{ vendor: 'ecr', pullString: 'ecr.example/web:1' }],
  [
    {
      scope: { 'registry.vendor': 'ecr' },
      mainAssetName: 'ecr.example/web:1',
    },
  ],
])('a registry result %j names vendor and image', (fields) => {
  const scan = RegistryScan.parse({ resultId: 'a', ...fields });

  expect(createImageScanEntity(scan)).toMatchObject({
    registryVendor: 'ecr',
    image: 'ecr.example/web:1',
  });
});

test('labels of running images may be numbers', () => {
  const scan = RuntimeScan.parse({
    resultId: 'a',
    scope: { 'asset.type': 'workload', 'kubernetes.namespace.name': 7 },
  });

  expect(createImageScanEntity(scan)).toMatchObject({
    assetType: 'workload',
    namespace: '7',
  });
});
