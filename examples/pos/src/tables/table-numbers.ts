export const TABLE_NUMBERS: readonly number[] = Array.from({ length: 24 }, (_, index) => index + 1)
