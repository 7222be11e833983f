// How the folding table is laid out in bytes: what its writer and its reader share.
//
// Deflated and in base64: 16 bits each, lowest byte first, of
// 1. how many different blocks of 256 code points the astral planes have,
// 2. for each code unit, folded unit - unit,
// 3. for each block of the astral planes, its number; for each different one, 256 folded units;
// then bytes: for each code unit its kind, and 1 if it is part of words; for each different astral
// block, 256 kinds; at last the expansions as UTF-16, each ended by U+0000.

export const FIRST_ASTRAL = 0x10000;
export const LAST_CODE_POINT = 0x10ffff;
export const BLOCK_SHIFT = 8;
export const BLOCK_SIZE = 1 << BLOCK_SHIFT;
export const ASTRAL_BLOCKS = (LAST_CODE_POINT + 1 - FIRST_ASTRAL) >> BLOCK_SHIFT;

/** A code unit that folds to nothing. */
export const DROPPED = 0;
/**
 * Values from here to SPECIAL are indices of `expansions`: no folded unit is a surrogate of its
 * own.
 */
export const FIRST_EXPANSION = 0xd800;
/**
 * Below U+10000: needs what stands before or after it (surrogates, voicing marks, conjoining jamo).
 * Above: folds to itself.
 */
export const SPECIAL = 0xdfff;
