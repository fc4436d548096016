import { sibling } from '../../../functions/respond/hand-over';

test.each([
  ['ak-tourniquet-respond', 'ak-tourniquet-investigate'],
  ['respond', 'investigate'],
  ['security_respond_prod', 'security_investigate_prod'],
  ['service/respond', 'service/investigate'],
  // The word alone: no name is made out of a part of another word.
  ['leak-responder', 'ak-tourniquet-investigate'],
  ['corresponding', 'ak-tourniquet-investigate'],
  ['containment', 'ak-tourniquet-investigate'],
])('beside %s stands %s', (functionName, expected) => {
  expect(sibling({ functionName }, 'investigate')).toBe(expected);
});
