import { isObject, objectAt } from '../../openapi/json.js';
import type { Change } from './change.js';
import type { Located } from './document.js';
import type { Place } from './place.js';

/** Which property tells the alternatives apart, and by which values. Its coming or going is a hint. */
export function compareDiscriminators(place: Place, base: Located, head: Located): Change[] {
  const [before, after] = [discriminatorOf(base), discriminatorOf(head)];
  if (!before || !after) return [];
  const removed = before.values.filter((value) => !after.values.includes(value));
  const added = after.values.filter((value) => !before.values.includes(value));
  const telling = before.property !== after.property;
  const listed = before.values.length > 0 && after.values.length > 0;
  const { direction, name } = place;
  const breaks = listed && (direction === 'request' ? removed : added).length > 0;
  if (!telling && !breaks) return [];
  const values = [...removed, ...added].join(', ');
  const meaning = telling
    ? `The alternatives of \`${name}\` are told apart by \`${after.property}\` now, not by \`${before.property}\`.`
    : `Other values tell the alternatives of \`${name}\` apart now: ${values}.`;
  const { pointer } = head;
  return [{ pointer, side: 'head', direction, level: 'breaking', meaning, types: [] }];
}

function discriminatorOf({ value }: Located): { property: string; values: string[] } | undefined {
  const discriminator = isObject(value) ? value['discriminator'] : undefined;
  if (!isObject(discriminator) || typeof discriminator['propertyName'] !== 'string')
    return undefined;
  const values = Object.keys(objectAt(discriminator, 'mapping'));
  return { property: discriminator['propertyName'], values };
}
