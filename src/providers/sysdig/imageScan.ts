import { createHash } from 'node:crypto';

import { entityModel, type Property } from '../../graph/entities';
import { text, texts } from '../../graph/properties';

import { timeOf } from './fields';
import { type ImageReference, parseImageReference } from './imageReference';
import { type Scan, type ScanType, SEVERITIES } from './scanRecords';

/** A scan, and what its image's name tells. */
export interface ImageScan {
  scan: Scan;
  /** How the image was named. */
  image?: string;
  name: string;
  reference: ImageReference;
}

export function toImageScan(scan: Scan): ImageScan {
  const image = text(scan.pullString ?? scan.mainAssetName);
  const name = image ?? text(imageIdOf(scan)) ?? scan.resultId;
  return { scan, image, name, reference: parseImageReference(image ?? '') };
}

function imageIdOf({ imageId, resourceId }: Scan): string | undefined {
  return imageId ?? resourceId;
}

/** The value of the first of these labels that is there. */
function labelOf({ scope = {} }: Scan, ...names: string[]): string | undefined {
  const value = names.map((name) => scope[name]).find((each) => each != null);
  return text(typeof value === 'number' ? String(value) : value);
}

/** A label of what a running image belongs to. */
function labelled(what: string, ...names: string[]): Property<ImageScan> {
  return [what, ({ scan }) => labelOf(scan, ...names)];
}

/** Enough of a hash to tell some thousand things apart. */
export function shortHash(value: unknown): string {
  const text = JSON.stringify(value);
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/**
 * At runtime a row is an asset, and all that run one image share the id of its result: the labels
 * tell them apart, whatever their order.
 */
function scanKey({ scanType, resultId, scope }: Scan): string {
  const isAsset = scanType === 'runtime' && scope !== undefined;
  if (!isAsset) return `sysdig_image_scan:${resultId}`;
  const labels = Object.entries(scope).sort(([one], [other]) =>
    one < other ? -1 : 1,
  );
  return `sysdig_image_scan:${resultId}:${shortHash(labels)}`;
}

export const IMAGE_SCAN = entityModel<ImageScan>({
  resourceName: 'Image Scan',
  _type: 'sysdig_image_scan',
  _class: ['Assessment'],
  key: ({ scan }) => scanKey(scan),
  properties: {
    id: [
      "Sysdig's id of the result, which several assets may share at runtime; of the image, where the scan type is `legacy`",
      ({ scan }) => scan.resultId,
    ],
    name: ['Name of the image, else its id', ({ name }) => name],
    category: ['Always `Vulnerability Scan`', () => 'Vulnerability Scan'],
    summary: ['What was scanned and found, in one sentence', summaryOf],
    internal: ['Always true', () => true],
    scanType: [
      'Where it was scanned: `pipeline`, `registry`, `runtime`; `legacy` by the older scanner',
      ({ scan }) => scan.scanType,
    ],
    image: [
      'Name of the image: `registry/repository:tag`',
      ({ image }) => image,
    ],
    images: [
      'All names of the image, where the older scanner knows several',
      ({ scan }) => texts(scan.images),
    ],
    imageId: ['Id of the image', ({ scan }) => text(imageIdOf(scan))],
    imageDigest: [
      'Digest of the image',
      ({ scan, reference }) => text(scan.imageDigest) ?? reference.digest,
    ],
    imageRegistry: [
      'Host of the registry, from the name of the image',
      ({ reference }) => reference.registry,
    ],
    imageRepository: [
      'Repository, from the name of the image',
      ({ reference }) => reference.repository,
    ],
    imageTag: [
      'Tag, from the name of the image',
      ({ reference }) => reference.tag,
    ],
    registryVendor: [
      'Kind of registry, such as `harbor`',
      ({ scan }) => text(scan.vendor) ?? labelOf(scan, 'registry.vendor'),
    ],
    origin: [
      'How the older scanner came to the image',
      ({ scan }) => text(scan.origin),
    ],
    analysisStatus: [
      'State of the analysis in the older scanner',
      ({ scan }) => text(scan.analysisStatus),
    ],
    policyResult: [
      'Result of the policies, such as `passed` or `failed`',
      ({ scan }) => text(scan.policyEvaluationResult),
    ],
    criticalVulnerabilities: found('critical'),
    highVulnerabilities: found('high'),
    mediumVulnerabilities: found('medium'),
    lowVulnerabilities: found('low'),
    negligibleVulnerabilities: found('negligible'),
    runningCriticalVulnerabilities: inUse('critical'),
    runningHighVulnerabilities: inUse('high'),
    runningMediumVulnerabilities: inUse('medium'),
    runningLowVulnerabilities: inUse('low'),
    runningNegligibleVulnerabilities: inUse('negligible'),
    assetType: labelled(
      'What runs, such as `workload` or `container`',
      'asset.type',
    ),
    clusterName: labelled('Kubernetes cluster', 'kubernetes.cluster.name'),
    namespace: labelled('Kubernetes namespace', 'kubernetes.namespace.name'),
    workloadName: labelled('Kubernetes workload', 'kubernetes.workload.name'),
    workloadType: labelled(
      'Kind of workload, such as `deployment`',
      'kubernetes.workload.type',
    ),
    containerName: labelled(
      'Container',
      'kubernetes.pod.container.name',
      'container.name',
    ),
    hostName: labelled('Host that it runs on', 'host.hostName'),
    completedOn: ['When it was scanned', ({ scan }) => timeOf(scan.createdAt)],
    createdOn: [
      'When the scan was asked for, else when it was scanned',
      ({ scan }) => timeOf(scan.requestedAt) ?? timeOf(scan.createdAt),
    ],
  },
});

type Severity = (typeof SEVERITIES)[number];

function found(severity: Severity): Property<ImageScan> {
  return [
    `Number of ${severity} vulnerabilities`,
    ({ scan }) => scan.vulnTotalBySeverity?.[severity],
  ];
}

function inUse(severity: Severity): Property<ImageScan> {
  return [
    `Number of ${severity} vulnerabilities in code that is in use`,
    ({ scan }) => scan.runningVulnTotalBySeverity?.[severity],
  ];
}

const SCAN_NAMES: Record<ScanType, string> = {
  pipeline: 'Pipeline scan',
  registry: 'Registry scan',
  runtime: 'Runtime scan',
  legacy: 'Scan',
};

function summaryOf({ scan, name }: ImageScan): string {
  const counts = SEVERITIES.flatMap((severity) => {
    const count = scan.vulnTotalBySeverity?.[severity];
    return count === undefined ? [] : [`${count} ${severity}`];
  });
  const { policyEvaluationResult: policies } = scan;
  const parts = [
    ...(counts.length > 0 ? [`vulnerabilities ${counts.join(', ')}`] : []),
    ...(policies ? [`policies ${policies}`] : []),
  ];
  const outcome = parts.length > 0 ? `: ${parts.join('; ')}` : '';
  return `${SCAN_NAMES[scan.scanType]} of ${name}${outcome}`;
}
