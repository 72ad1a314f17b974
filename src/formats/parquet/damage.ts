/** What is wrong inside a chunk of a Parquet file, before the reader adds which file, column and byte. */
export class ParquetDamage extends Error {}
