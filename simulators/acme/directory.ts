import SCIMMY from 'scimmy';
import type { Organization, ScimGroup, ScimUser } from './records';

/** What a resource needs to know of the request it answers. */
export class RequestContext {
  constructor(
    readonly organization: Organization,
    /** Base of every `meta.location`: the simulator's URL, no slash at the end. */
    readonly baseUrl: string,
    /** Most resources that one page may have. */
    readonly pageCap: number,
  ) {}
}

type DirectoryRecord = ScimUser | ScimGroup;

/** Page size without `count`, the same as scimmy's own. */
const DEFAULT_COUNT = 20;

/**
 * A resource type of scimmy that answers from the organization of the request.
 *
 * It extends scimmy's `Types.Resource`, which is how scimmy lets one bring
 * resource types of one's own: the parsing of queries, filters, the selection of
 * attributes, the checks against the schema, list responses and errors are
 * scimmy's. Its ready-made `User` and `Group` are not used because they build
 * every record twice (less than 20 pages of 100 users a second), keep their
 * handler and base path in static fields that two simulators in one process
 * would share, and take a page for the whole list when `startIndex` lies within
 * the first page.
 */
abstract class DirectoryResource extends SCIMMY.Types.Resource {
  protected abstract readonly path: string;
  protected abstract readonly definition: SCIMMY.Types.SchemaDefinition;
  protected abstract recordsOf(organization: Organization): DirectoryRecord[];

  /** Locations come from the context of the request: nothing to keep. */
  static override basepath(): string {
    return '';
  }

  override read(context?: unknown): Promise<unknown> {
    if (!(context instanceof RequestContext)) {
      throw new TypeError('The request has no context.');
    }
    const records = this.recordsOf(context.organization);
    return Promise.resolve(
      this.id === undefined
        ? this.list(records, context)
        : this.single(records, this.id, context),
    );
  }

  private single(
    records: readonly DirectoryRecord[],
    id: string,
    context: RequestContext,
  ): unknown {
    const record = records.find((candidate) => candidate.id === id);
    if (!record) {
      throw new SCIMMY.Types.Error(404, '', `Resource ${id} not found`);
    }
    return this.onWire(record, context);
  }

  private list(records: DirectoryRecord[], context: RequestContext): unknown {
    const matching: unknown[] = this.filter?.match(records) ?? records;
    const { startIndex = 1, count = DEFAULT_COUNT } = this.constraints ?? {};
    const size = Math.min(count, context.pageCap);
    const page = matching.slice(startIndex - 1, startIndex - 1 + size);
    const response: { Resources: unknown[] } = new SCIMMY.Messages.ListResponse(
      [],
      {
        startIndex,
        itemsPerPage: page.length,
        totalResults: matching.length,
      },
    );
    // Given to the constructor, the page would be cut a second time.
    response.Resources = page.map((record) => this.onWire(record, context));
    return response;
  }

  private onWire(record: unknown, { baseUrl }: RequestContext): unknown {
    const location = baseUrl + this.path;
    return this.definition.coerce(record, 'out', location, this.attributes);
  }
}

class DirectoryUsers extends DirectoryResource {
  static override readonly endpoint = '/Users';
  static override readonly schema = SCIMMY.Schemas.User;
  protected readonly path = DirectoryUsers.endpoint;
  protected readonly definition = SCIMMY.Schemas.User.definition;

  protected recordsOf({ users }: Organization): ScimUser[] {
    return users;
  }
}

class DirectoryGroups extends DirectoryResource {
  static override readonly endpoint = '/Groups';
  static override readonly schema = SCIMMY.Schemas.Group;
  protected readonly path = DirectoryGroups.endpoint;
  protected readonly definition = SCIMMY.Schemas.Group.definition;

  protected recordsOf({ groups }: Organization): ScimGroup[] {
    return groups;
  }
}

/**
 * Tells scimmy about the resource types, once for all simulators of a process:
 * scimmy keeps declarations in module-level state and accepts repetitions.
 */
export function declareResources(): void {
  SCIMMY.Resources.declare(DirectoryUsers, 'User');
  DirectoryUsers.extend(SCIMMY.Schemas.EnterpriseUser, false);
  SCIMMY.Resources.declare(DirectoryGroups, 'Group');
}
