// The model file: a small header, then one cell a bucket with its idf and a weight for each head.
//
// Layout, little-endian: "WEIR" · u8 format · u8 feature version · u8 bits · u8 heads · f32 idfScale ·
// per head: u8 length, name in ASCII, f32 bias, f32 scale, f32 slope, f32 offset · cells · u32 CRC-32
// of all before it. A cell is u8 idf and one i8 a head, together, so that a feature costs one cache
// miss. A weight is q·|q|·scale: most weights are small, and square steps keep them apart (int8 in
// even steps loses 0.002 AUC, square steps nothing that shows).
import { crc32 } from "node:zlib";
import { AppError } from "../domain/errors.ts";
import { FEATURE_VERSION } from "./features.ts";
import { HEADS, type Head } from "./heads.ts";

const MAGIC = 0x52494557;
const FORMAT = 1;
export const MIN_BITS = 8;
export const MAX_BITS = 22;

export interface HeadModel {
  readonly name: Head;
  readonly bias: number;
  readonly scale: number;
  /** Platt: probability = 1 / (1 + e^-(slope · logit + offset)). */
  readonly slope: number;
  readonly offset: number;
}

export interface Model {
  /** log2 of the number of buckets. */
  readonly bits: number;
  readonly idfScale: number;
  readonly heads: readonly HeadModel[];
  /** 2^bits cells of 1 + heads.length bytes. */
  readonly cells: Int8Array;
}

/** The file is not a model that this version can use; it is refused whole. */
export class ModelError extends AppError {
  override name = "ModelError";

  constructor(what: string) {
    super("model_invalid", `The classifier's model cannot be used: ${what}.`, { facts: { what } });
  }
}

export function encodeModel(model: Model): Uint8Array {
  const headBytes = model.heads.reduce((sum, head) => sum + 1 + head.name.length + 16, 0);
  const bytes = new Uint8Array(12 + headBytes + model.cells.length + 4);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint8(4, FORMAT);
  view.setUint8(5, FEATURE_VERSION);
  view.setUint8(6, model.bits);
  view.setUint8(7, model.heads.length);
  view.setFloat32(8, model.idfScale, true);
  let at = 12;
  for (const head of model.heads) {
    view.setUint8(at, head.name.length);
    for (let i = 0; i < head.name.length; i += 1) {
      view.setUint8(at + 1 + i, head.name.charCodeAt(i));
    }
    at += 1 + head.name.length;
    for (const value of [head.bias, head.scale, head.slope, head.offset]) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  bytes.set(new Uint8Array(model.cells.buffer, model.cells.byteOffset, model.cells.length), at);
  view.setUint32(bytes.length - 4, crc32(bytes.subarray(0, -4)), true);
  return bytes;
}

/**
 * The answer looks into `bytes` without a copy: they must not be changed afterwards.
 * Errors: ModelError `model_invalid`.
 */
export function decodeModel(bytes: Uint8Array): Model {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 16 || view.getUint32(0, true) !== MAGIC) {
    throw new ModelError("this is not a model file");
  }
  const format = view.getUint8(4);
  if (format !== FORMAT) throw new ModelError(`its format is ${format}, ${FORMAT} is wanted`);
  const features = view.getUint8(5);
  if (features !== FEATURE_VERSION) {
    throw new ModelError(
      `its features are version ${features}, ${FEATURE_VERSION} is wanted; train it again`,
    );
  }
  if (view.getUint32(bytes.length - 4, true) !== crc32(bytes.subarray(0, -4))) {
    throw new ModelError("its checksum does not fit: the file is damaged or cut short");
  }
  const bits = view.getUint8(6);
  if (bits < MIN_BITS || bits > MAX_BITS) throw new ModelError(`${bits} bits are out of range`);
  const idfScale = finite(view.getFloat32(8, true));
  const { heads, at } = decodeHeads(view, view.getUint8(7));
  const size = 2 ** bits * (1 + heads.length);
  if (at + size + 4 !== bytes.length) throw new ModelError("its length does not fit its header");
  const cells = new Int8Array(bytes.buffer, bytes.byteOffset + at, size);
  return { bits, idfScale, heads, cells };
}

function decodeHeads(view: DataView, count: number): { heads: readonly HeadModel[]; at: number } {
  if (count === 0) throw new ModelError("it has no heads");
  const heads: HeadModel[] = [];
  let at = 12;
  const float = (): number => {
    const value = finite(view.getFloat32(at, true));
    at += 4;
    return value;
  };
  for (let n = 0; n < count; n += 1) {
    if (at >= view.byteLength || at + 17 + view.getUint8(at) > view.byteLength - 4) {
      throw new ModelError("its header is cut short");
    }
    const length = view.getUint8(at);
    const codes = Array.from({ length }, (_, i) => view.getUint8(at + 1 + i));
    const name = headNamed(String.fromCharCode(...codes));
    if (heads.some((head) => head.name === name)) throw new ModelError(`two heads are "${name}"`);
    at += 1 + length;
    heads.push({ name, bias: float(), scale: float(), slope: float(), offset: float() });
  }
  return { heads, at };
}

function headNamed(name: string): Head {
  const head = HEADS.find((candidate) => candidate === name);
  if (head === undefined) throw new ModelError(`it has a head "${name}", which nothing here reads`);
  return head;
}

function finite(value: number): number {
  if (!Number.isFinite(value)) throw new ModelError("a number in its header is not finite");
  return value;
}
