/** Writes GGUF version 3, the file format of llama.cpp: metadata, tensor descriptions, tensor data. */

/** Tensor types. */
export const F32 = 0;
export const F16 = 1;

const ALIGNMENT = 32;
const VALUE_TYPES = { u32: 4, i32: 5, f32: 6, bool: 7, string: 8, array: 9 };

/**
 * The file's bytes.
 *
 * @param {Record<string, [type: string, value: unknown]>} metadata values as `[type, value]`; of an array:
 *   `['array', [item type, items]]`
 * @param {{ name: string, rows: Float32Array[], type: number, vector: boolean }[]} tensors
 */
export function encodeGguf(metadata, tensors) {
  const writer = new Writer();
  writer.bytes(Buffer.from('GGUF'));
  writer.u32(3);
  writer.u64(tensors.length);
  writer.u64(Object.keys(metadata).length);
  for (const [key, [type, value]] of Object.entries(metadata)) {
    writer.string(key);
    writer.u32(VALUE_TYPES[type]);
    writer.value(type, value);
  }
  let offset = 0;
  const data = [];
  for (const { name, rows, type, vector } of tensors) {
    const bytes = encodeTensor(rows, type);
    // GGUF names the fastest dimension first: a matrix of `rows` vectors is [columns, rows].
    const dimensions = vector ? [rows[0].length] : [rows[0].length, rows.length];
    writer.string(name);
    writer.u32(dimensions.length);
    for (const dimension of dimensions) writer.u64(dimension);
    writer.u32(type);
    writer.u64(offset);
    data.push(bytes, padding(bytes.length));
    offset += bytes.length + data.at(-1).length;
  }
  const header = Buffer.concat(writer.parts);
  return Buffer.concat([header, padding(header.length), ...data]);
}

class Writer {
  parts = [];

  bytes(bytes) {
    this.parts.push(bytes);
  }

  u32(number) {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(number);
    this.bytes(bytes);
  }

  u64(number) {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(BigInt(number));
    this.bytes(bytes);
  }

  string(text) {
    const bytes = Buffer.from(text);
    this.u64(bytes.length);
    this.bytes(bytes);
  }

  value(type, value) {
    if (type === 'u32' || type === 'i32') this.u32(value);
    else if (type === 'bool') this.bytes(Buffer.of(value ? 1 : 0));
    else if (type === 'string') this.string(value);
    else if (type === 'array') this.#array(value);
    else {
      const bytes = Buffer.alloc(4);
      bytes.writeFloatLE(value);
      this.bytes(bytes);
    }
  }

  #array([itemType, items]) {
    this.u32(VALUE_TYPES[itemType]);
    this.u64(items.length);
    for (const item of items) this.value(itemType, item);
  }
}

function padding(length) {
  return Buffer.alloc(Math.ceil(length / ALIGNMENT) * ALIGNMENT - length);
}

function encodeTensor(rows, type) {
  const data = Buffer.alloc(rows.length * rows[0].length * (type === F16 ? 2 : 4));
  let at = 0;
  for (const row of rows) {
    for (const number of row) {
      at = type === F16 ? data.writeUInt16LE(halfPrecision(number), at) : data.writeFloatLE(number, at);
    }
  }
  return data;
}

const float = new Float32Array(1);
const floatBits = new Uint32Array(float.buffer);

/** The bits of `number` in half precision, rounded half up. */
function halfPrecision(number) {
  float[0] = number;
  const bits = floatBits[0];
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 112;
  if (exponent >= 31) throw new Error(`${number} does not fit half precision`);
  const mantissa = bits & 0x7fffff;
  if (exponent > 0) return sign | (((exponent << 10) | (mantissa >> 13)) + ((mantissa >> 12) & 1));
  if (exponent < -10) return sign;
  const shift = 14 - exponent;
  return sign | (((mantissa | 0x800000) + (1 << (shift - 1))) >> shift);
}
