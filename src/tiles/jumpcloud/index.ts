import { jumpcloud } from '../../providers/jumpcloud';
import { tileOf } from '../../tile';

/** The integration of this provider alone. */
export const invocationConfig = tileOf(jumpcloud);
