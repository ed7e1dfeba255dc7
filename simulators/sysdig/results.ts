import type { Tenant } from './tenant';

/** Scan results are made when they are asked for: a tenant may have a million. */
export interface ResultList {
  length: number;
  at: (index: number) => Record<string, unknown>;
}

const HOUR_MS = 3_600_000;

/** Results are spread over the last days up to this many. */
const DAYS = 20;

/** `GET /secure/vulnerability/v1/pipeline-results`. */
export function pipelineResults({ scans, now }: Tenant): ResultList {
  return {
    length: scans.pipeline,
    at: (index) => ({
      resultId: resultId('a', index),
      imageId: digest(index),
      pullString: `registry.example:5000/shop/service-${index % 50}:1.${index}`,
      createdAt: new Date(now - (index % (DAYS * 24)) * HOUR_MS).toISOString(),
      policyEvaluationResult: index % 3 === 0 ? 'failed' : 'passed',
      vulnTotalBySeverity: severities(index),
    }),
  };
}

/** `GET /secure/vulnerability/v1/registry-results`. */
export function registryResults({ scans, now }: Tenant): ResultList {
  return {
    length: scans.registry,
    at: (index) => ({
      resultId: resultId('b', index),
      imageId: digest(index),
      vendor: index % 2 === 0 ? 'harbor' : 'ecr',
      pullString: `harbor.example/shop/service-${index % 50}:2.${index}`,
      createdAt: new Date(now - (index % 90) * 24 * HOUR_MS).toISOString(),
      vulnTotalBySeverity: severities(index),
    }),
  };
}

/** `GET /secure/vulnerability/v1/runtime-results`: images and, at the end, hosts. */
export function runtimeResults(tenant: Tenant): ResultList {
  const { scans, assetsPerImage } = tenant;
  return {
    length: scans.runtime + scans.hosts,
    at: (index) =>
      index < scans.runtime
        ? runningImage(index, Math.floor(index / assetsPerImage))
        : host(index),
  };
}

function runningImage(index: number, image: number) {
  const isWorkload = index % 4 !== 3;
  return {
    resultId: resultId('c', image),
    resourceId: digest(image),
    sbomId: null,
    mainAssetName: `registry.example:5000/shop/service-${image % 50}:1.${image}`,
    scope: isWorkload
      ? {
          'asset.type': 'workload',
          'kubernetes.cluster.name': 'prod',
          'kubernetes.namespace.name': 'shop',
          'kubernetes.workload.name': `service-${index}`,
          'kubernetes.workload.type': 'deployment',
        }
      : {
          'asset.type': 'container',
          'container.name': `service-${index}`,
          'host.hostName': `node-${index % 9}`,
        },
    policyEvaluationResult: index % 5 === 0 ? 'failed' : 'passed',
    vulnTotalBySeverity: severities(image),
    runningVulnTotalBySeverity: { ...severities(index), negligible: 0 },
    isRiskSpotlightEnabled: true,
  };
}

function host(index: number) {
  return {
    resultId: resultId('d', index),
    resourceId: `host-${index}`,
    sbomId: null,
    mainAssetName: `node-${index}.example`,
    scope: { 'asset.type': 'host', 'host.hostName': `node-${index}` },
    policyEvaluationResult: 'noPolicy',
    vulnTotalBySeverity: severities(index),
    runningVulnTotalBySeverity: severities(index),
    isRiskSpotlightEnabled: false,
  };
}

const POLICY_STATUSES = ['PASS', 'WARN', 'FAIL', 'STOP', 'NOT_EVALUATED'];

/** `GET /api/scanning/v1/resultsDirect`; times in epoch seconds. */
export function legacyResults(tenant: Tenant): ResultList {
  const { scans, namesPerImage, now } = tenant;
  return {
    length: scans.legacy,
    at: (index) => {
      const seconds = Math.floor((now - index * HOUR_MS) / 1000);
      const image = Math.floor(index / namesPerImage);
      const repository = `library/service-${index % 50}`;
      return {
        analysisStatus: 'analyzed',
        analyzedAt: seconds,
        createdAt: seconds - 10,
        tagDetectedAt: seconds - 20,
        fullTag: `docker.io/${repository}:3.${index}`,
        imageDigest: digest(image + 1),
        imageId: digest(image).slice('sha256:'.length),
        parentDigest: digest(image + 2),
        registry: 'docker.io',
        repository,
        tag: `3.${index}`,
        origin: 'sysdig-secure-ui',
        policyStatus: POLICY_STATUSES[index % POLICY_STATUSES.length],
      };
    },
  };
}

function resultId(kind: string, index: number): string {
  return `17${kind}${index.toString(16).padStart(29, '0')}`;
}

function digest(index: number): string {
  return `sha256:${index.toString(16).padStart(64, '0')}`;
}

function severities(index: number) {
  return {
    critical: index % 2,
    high: index % 5,
    medium: index % 9,
    low: index % 21,
    negligible: 3,
  };
}

/** A registry result as `v1beta1` gives it. */
export function asBeta({
  vendor,
  pullString,
  ...result
}: Record<string, unknown>) {
  if (vendor === undefined) return { ...result, pullString };
  return {
    ...result,
    mainAssetName: pullString,
    scope: { 'registry.vendor': vendor },
  };
}
