/**
 * What makes two addresses the same one: case and Unicode normalisation aside. (RFC 5321 lets the
 * part before the @ tell cases apart; no mail provider of note does.)
 */
export function addressKey(email: string): string {
  return email.trim().normalize('NFKC').toLowerCase();
}

/** Whether an address has a form that mail could be sent to. */
export function isPlausible(email: string): boolean {
  return email.length <= 254 && /^[^\s@"(),:;<>[\\\]\p{Cc}]+@[^\s@.]+(\.[^\s@.]+)+$/u.test(email);
}
