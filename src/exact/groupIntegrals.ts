/**
 * Integrals of class functions over a simple group, SU(N) above all, the gauge factor of the counting formula:
 *
 *     I = Int dmu(z) prod_j chi_{R_j}(z^{r_j}).
 *
 * With all r_j = 1 it is the number of singlets in R_1 x R_2 x ...; with a cycle type rho of S_n as powers it is the
 * character of S_n on the singlets of R^n, from which the multiplicity of an S_n irrep follows as
 * m_lambda = sum over rho of chi_lambda(rho) I(rho) / z_rho.
 *
 * The products are class functions (classFunctions.ts) on a tree: a node for each list of factors, so that lists that
 * begin alike share their work, and each integral is worked out once. The last factor is never multiplied: with
 * f = sum a_lambda chi_lambda and chi_R(z^r) = sum b_lambda chi_lambda the integral is the sum of a_lambda b_lambda*.
 */
import type { ClassFunction, PowerCharacter } from "./classFunctions.ts";
import { packLabels, powerCharacter, timesCharacter, UNIT_CLASS_FUNCTION, unpackLabels } from "./classFunctions.ts";
import { centraliserOrder, factorial, partitionsOf } from "./partitions.ts";
import type { GroupOrSize, SimpleGroup } from "./simpleGroups.ts";
import { conjugateLabels, groupOf } from "./simpleGroups.ts";
import type { DynkinLabels } from "./specialUnitary.ts";
import { character } from "./symmetricGroup.ts";

/** chi_R(z^power). */
export interface IntegralFactor {
  readonly irrep: DynkinLabels;
  readonly power: number;
}

/** A list of factors. */
interface ProductNode {
  readonly parent: ProductNode | undefined;
  readonly lastKey: number;
  readonly children: Map<number, ProductNode>;
  /** The product, once a longer list or a pairing needs it. */
  product: ClassFunction | undefined;
  integral: number | undefined;
}

interface FactorData {
  readonly character: PowerCharacter;
  /** chi_R(z^-power), the conjugate, as irreps. */
  readonly conjugate: ClassFunction;
}

interface IntegralTree {
  readonly group: SimpleGroup;
  readonly root: ProductNode;
  readonly factors: Map<number, FactorData>;
}

const trees = new Map<string, IntegralTree>();

/** Powers in a key are below this: cycles of more than 63 equal fields do not occur. */
const POWER_RANGE = 64;

/** Int dmu prod chi_R(z^power), an integer; powers are 1 ... 63. @throws GlueballError exact/irrep-too-large. */
export function groupIntegral(group: GroupOrSize, factors: readonly IntegralFactor[]): number {
  const tree = treeOf(group);
  const keys = factors.map((factor) => factorKey(tree, factor)).filter((key) => key >= POWER_RANGE);
  let node = tree.root;
  for (const key of keys.sort((a, b) => a - b)) node = childOf(node, key);
  node.integral ??= integrate(tree, node);
  return node.integral;
}

/** The number of singlets in a product of irreps. */
export function singlets(group: GroupOrSize, irreps: readonly DynkinLabels[]): number {
  return groupIntegral(
    group,
    irreps.map((irrep) => ({ irrep, power: 1 })),
  );
}

/** Multiplicities of the S_n irreps among the singlets of irrep^n, by partition text such as "[2,1]"; no zeros. */
export function singletsBySymmetry(group: GroupOrSize, irrep: DynkinLabels, n: number): Map<string, number> {
  const permutations = factorial(n);
  // Each cycle type with its n! / z_rho permutations, so that the sum stays in integers.
  const cycleTypes = partitionsOf(n).map((rho) => {
    const integral = groupIntegral(
      group,
      rho.map((power) => ({ irrep, power })),
    );
    return { rho, weight: (permutations / centraliserOrder(rho)) * BigInt(integral) };
  });
  const multiplicities = new Map<string, number>();
  for (const lambda of partitionsOf(n)) {
    const total = cycleTypes.reduce((sum, { rho, weight }) => sum + character(lambda, rho) * weight, 0n);
    if (total % permutations !== 0n) throw new RangeError(`a multiplicity of S_${n} is no integer`);
    if (total !== 0n) multiplicities.set(`[${lambda.join(",")}]`, Number(total / permutations));
  }
  return multiplicities;
}

/** The number that stands for chi_R(z^power); below 64 for the trivial irrep. */
function factorKey({ group, factors }: IntegralTree, { irrep, power }: IntegralFactor): number {
  if (!Number.isInteger(power) || power < 1 || power >= POWER_RANGE) {
    throw new RangeError(`the power of a character is 1 ... ${POWER_RANGE - 1}, not ${power}`);
  }
  const key = packLabels(group, irrep) * POWER_RANGE + power;
  if (!factors.has(key)) factors.set(key, factorData(group, irrep, power));
  return key;
}

function treeOf(group: GroupOrSize): IntegralTree {
  const own = groupOf(group);
  let tree = trees.get(own.name);
  if (tree === undefined) {
    const root = { parent: undefined, lastKey: 0, children: new Map(), product: UNIT_CLASS_FUNCTION, integral: 1 };
    tree = { group: own, root, factors: new Map() };
    trees.set(own.name, tree);
  }
  return tree;
}

function childOf(parent: ProductNode, key: number): ProductNode {
  let child = parent.children.get(key);
  if (child === undefined) {
    child = { parent, lastKey: key, children: new Map(), product: undefined, integral: undefined };
    parent.children.set(key, child);
  }
  return child;
}

function factorData(group: SimpleGroup, irrep: DynkinLabels, power: number): FactorData {
  const character = powerCharacter(group, irrep, power);
  const conjugate = new Map<number, number>();
  for (const [packed, coefficient] of timesCharacter(UNIT_CLASS_FUNCTION, character)) {
    conjugate.set(packLabels(group, conjugateLabels(group, unpackLabels(group, packed))), coefficient);
  }
  return { character, conjugate };
}

function factorOf({ factors, group }: IntegralTree, key: number): FactorData {
  const data = factors.get(key);
  if (data === undefined) throw new RangeError(`${key} is no key of a character of ${group.name}`);
  return data;
}

function integrate(tree: IntegralTree, { parent, lastKey }: ProductNode): number {
  const product = parent === undefined ? UNIT_CLASS_FUNCTION : productOf(tree, parent);
  let integral = 0;
  for (const [packed, coefficient] of factorOf(tree, lastKey).conjugate) {
    integral += coefficient * (product.get(packed) ?? 0);
  }
  if (!Number.isSafeInteger(integral)) throw new RangeError(`an integral over ${tree.group.name} exceeds 2^53`);
  return integral;
}

function productOf(tree: IntegralTree, node: ProductNode): ClassFunction {
  if (node.product === undefined) {
    const shorter = node.parent === undefined ? UNIT_CLASS_FUNCTION : productOf(tree, node.parent);
    node.product = timesCharacter(shorter, factorOf(tree, node.lastKey).character);
  }
  return node.product;
}
