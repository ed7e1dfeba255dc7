/** The parts of an image reference; undefined where it does not name them. */
export interface ImageReference {
  registry?: string;
  repository?: string;
  tag?: string;
  /** Such as `sha256:…`. */
  digest?: string;
}

/** What stands before the first slash is a registry if it can only be a host (Docker: distribution/reference). */
const HOST = /[.:]|^localhost$/;

/** Splits `registry/repository:tag@digest`. All parts but the repository may be left out. */
export function parseImageReference(reference: string): ImageReference {
  const [name = '', digest] = reference.split('@');
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  const hasRegistry = slash > 0 && HOST.test(first);
  const path = hasRegistry ? name.slice(slash + 1) : name;
  const colon = path.lastIndexOf(':');
  const hasTag = colon > path.lastIndexOf('/');
  return {
    registry: hasRegistry ? first : undefined,
    repository: (hasTag ? path.slice(0, colon) : path) || undefined,
    tag: (hasTag && path.slice(colon + 1)) || undefined,
    digest: digest || undefined,
  };
}
