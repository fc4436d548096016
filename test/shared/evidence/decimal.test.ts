import fc from 'fast-check';
import { median, parseAmount, showAmount, showMoney } from '../../../shared/evidence/decimal';

describe('amounts of money', () => {
  test.each([
    [0.1, '0.10'],
    ['10,000.00', '10000.00'],
    ['-1,234.5', '-1234.50'],
    [1e-7, '0.0000001'],
    [1.5e21, '1500000000000000000000.00'],
    ['0.000000000001', '0.000000000001'],
    [' 12.30\n', '12.30'],
    ['.5', '0.50'],
  ])('%s is %s', (value, text) => {
    expect(showAmount(parseAmount(value) ?? 0n)).toBe(text);
  });

  test.each([
    [''],
    ['-'],
    ['.'],
    ['1,23'],
    ['12 CNY'],
    [null],
    [undefined],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [true],
    ['1e999'],
  ])('%p is none, and not zero', (value) => {
    expect(parseAmount(value)).toBeUndefined();
  });

  test('sums are exact where floats are not', () => {
    const ten = Array.from({ length: 10 }, () => parseAmount(0.1) ?? 0n).reduce((a, b) => a + b, 0n);
    expect(showAmount(ten)).toBe('1.00');
  });

  test('what is shown is read back as the same amount', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), (amount) =>
        expect(parseAmount(showAmount(amount))).toBe(amount),
      ),
    );
  });

  test.each([
    ['1987.625', '1,987.63'],
    ['-0.005', '-0.01'],
    ['-0.001', '0.00'],
    ['1234567', '1,234,567.00'],
    ['unknown', 'unknown'],
  ])('%s is shown to a person as %s', (text, shown) => expect(showMoney(text)).toBe(shown));

  test('the middle of the amounts does not follow one that stands out', () => {
    expect(median([3n, 1n, 1000n])).toBe(3n);
    expect(median([])).toBeUndefined();
  });
});
