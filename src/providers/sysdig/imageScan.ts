import { entityModel, type Property } from '../../graph/entities';
import { text } from '../../graph/properties';

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

type Label = keyof NonNullable<Scan['scope']>;

/** A label of what a running image belongs to. */
function labelled(what: string, name: Label): Property<ImageScan> {
  return [what, ({ scan }) => text(scan.scope?.[name])];
}

export const IMAGE_SCAN = entityModel<ImageScan>({
  resourceName: 'Image Scan',
  _type: 'sysdig_image_scan',
  _class: ['Assessment'],
  key: ({ scan }) => `sysdig_image_scan:${scan.resultId}`,
  properties: {
    id: [
      "Sysdig's id of the result; of the image, where the scan type is `legacy`",
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
      ({ scan }) => text(scan.vendor),
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
    assetType: labelled('What runs: `workload` or `container`', 'asset.type'),
    clusterName: labelled('Kubernetes cluster', 'kubernetes.cluster.name'),
    namespace: labelled('Kubernetes namespace', 'kubernetes.namespace.name'),
    workloadName: labelled('Kubernetes workload', 'kubernetes.workload.name'),
    workloadType: labelled(
      'Kind of workload, such as `deployment`',
      'kubernetes.workload.type',
    ),
    containerName: labelled('Container', 'kubernetes.pod.container.name'),
    hostName: labelled('Host that it runs on', 'host.hostName'),
    completedOn: ['When it was scanned', ({ scan }) => scan.createdAt],
    createdOn: [
      'When the scan was asked for, else when it was scanned',
      ({ scan }) => scan.requestedAt ?? scan.createdAt,
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
