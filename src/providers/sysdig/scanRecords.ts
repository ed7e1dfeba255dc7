import { z } from 'zod';

import {
  count,
  identifier,
  lenient,
  number,
  objectField,
  text,
} from '../../wire/fields';

import { when } from './fields';
import type { ScanKind } from './scanSource';

/** Where an image was scanned. `legacy` is the older scanner, which does not tell it. */
export type ScanType = ScanKind | 'legacy';

export const SEVERITIES = [
  'critical',
  'high',
  'medium',
  'low',
  'negligible',
] as const;

const SeverityCounts = objectField({
  critical: count,
  high: count,
  medium: count,
  low: count,
  negligible: count,
});

/**
 * A record of `GET /secure/vulnerability/v1/{kind}-results`. At runtime, and in `v1beta1`, the image
 * is called main asset and resource. At runtime a row is an asset, and there is no time.
 */
const ScanResult = z.object({
  resultId: identifier,
  imageId: text,
  resourceId: text,
  /** How the image was named: `registry/repository:tag`. */
  pullString: text,
  mainAssetName: text,
  /** The kind of registry, such as `harbor`. */
  vendor: text,
  createdAt: when,
  policyEvaluationResult: text,
  vulnTotalBySeverity: SeverityCounts,
  /** Of these, those in code that is in use. */
  runningVulnTotalBySeverity: SeverityCounts,
  /** Labels: of the running asset or, in `v1beta1`, of the registry. */
  scope: lenient(
    z.record(
      z.string(),
      z.union([z.string(), z.number(), z.boolean(), z.null()]),
    ),
  ),
});

/** The result of one scan of one image; the optional fields only the older scanner tells. */
export type Scan = Partial<z.infer<typeof ScanResult>> & {
  resultId: string;
  scanType: ScanType;
  imageDigest?: string;
  /** How the older scanner came to the image. */
  origin?: string;
  analysisStatus?: string;
  /** When the older scanner was asked for the scan, in epoch ms. */
  requestedAt?: number;
  /** All names of the image, where it has several. */
  images?: string[];
};

/** The schema of a result of one kind. */
export function scanOf(scanType: ScanKind): z.ZodType<Scan> {
  return ScanResult.transform((result) => ({ ...result, scanType }));
}

/** Results of the older scanner by the words of the newer one. */
const POLICY_RESULTS = new Map([
  ['pass', 'passed'],
  ['warn', 'warned'],
  ['fail', 'failed'],
  ['stop', 'failed'],
  ['not_evaluated', 'notEvaluated'],
]);

/** A record of `GET /api/scanning/v1/resultsDirect`. */
export const OlderScan: z.ZodType<Scan> = z
  .object({
    imageId: text,
    imageDigest: text,
    fullTag: text,
    origin: text,
    analysisStatus: text,
    policyStatus: text,
    analyzedAt: number,
    createdAt: number,
  })
  .refine(
    ({ imageId, imageDigest }) => imageId || imageDigest,
    'expected an imageId or imageDigest',
  )
  .transform((scan) => {
    const status = scan.policyStatus?.toLowerCase() ?? '';
    return {
      resultId: scan.imageId || scan.imageDigest || '',
      scanType: 'legacy',
      imageId: scan.imageId,
      imageDigest: scan.imageDigest,
      pullString: scan.fullTag,
      policyEvaluationResult:
        POLICY_RESULTS.get(status) ?? (status || undefined),
      origin: scan.origin,
      analysisStatus: scan.analysisStatus,
      createdAt: milliseconds(scan.analyzedAt),
      requestedAt: milliseconds(scan.createdAt),
    };
  });

/** The older scanner counts seconds; 0 is unknown. */
function milliseconds(seconds: number | undefined): number | undefined {
  return seconds === undefined || seconds === 0 ? undefined : seconds * 1000;
}
