/**
 * Decays of hadrons and of the tau, one line a channel: branching fraction and products by the names of the particle
 * table. Antiparticles decay to the antiparticles. Fractions are normalised, so that a list may stop at what matters.
 *
 * Light hadrons as in the Review of Particle Physics (2022), or in the room's specification (4.8) where it gives the
 * fraction. Charm: the measured channels, rounded, with what is missing spread over them. Bottom: the semileptonic
 * channels as measured; only a fifth of the hadronic width is measured by channel, and the rest is modelled as a charmed
 * hadron with one to six pions by phase space, whose shares were chosen so that a B makes the measured 5.4 charged
 * particles. c cbar, b cbar and b bbar mesons are rare ends of short colour lines; few channels stand for all.
 */
import { antiparticle, particleNamed, particleOf } from "./particleTable.ts";

export interface DecayChannel {
  readonly fraction: number;
  /** PDG codes. */
  readonly products: readonly number[];
  /** Sum of the products' pole masses. */
  readonly threshold: number;
}

const LIGHT_DECAYS: Readonly<Record<string, string>> = {
  pi0: "0.988 gamma gamma | 0.012 e+ e- gamma",
  eta: "0.394 gamma gamma | 0.327 pi0 pi0 pi0 | 0.229 pi+ pi- pi0 | 0.042 pi+ pi- gamma | 0.007 e+ e- gamma",
  "eta'":
    "0.43 pi+ pi- eta | 0.22 pi0 pi0 eta | 0.29 rho0 gamma | 0.026 omega gamma | 0.023 gamma gamma | 0.0036 pi+ pi- pi0",
  rho0: "1 pi+ pi-",
  "rho+": "0.9995 pi+ pi0 | 0.0005 pi+ gamma",
  omega: "0.892 pi+ pi- pi0 | 0.084 pi0 gamma | 0.015 pi+ pi-",
  phi: "0.492 K+ K- | 0.34 K0L K0S | 0.153 pi+ pi- pi0 | 0.013 eta gamma",
  K0: "0.5 K0S | 0.5 K0L",
  K0S: "0.692 pi+ pi- | 0.307 pi0 pi0",
  "K*0": "0.666 K+ pi- | 0.333 K0 pi0 | 0.002 K0 gamma",
  "K*+": "0.666 K0 pi+ | 0.333 K+ pi0 | 0.001 K+ gamma",
  "tau-": `0.178 e- nu_ebar nu_tau | 0.174 mu- nu_mubar nu_tau | 0.108 pi- nu_tau | 0.255 rho- nu_tau
    | 0.09 pi- pi+ pi- nu_tau | 0.093 pi- pi0 pi0 nu_tau | 0.046 pi- pi+ pi- pi0 nu_tau | 0.012 K*- nu_tau
    | 0.01 pi- pi0 pi0 pi0 nu_tau | 0.007 K- nu_tau`,
};

const BARYON_DECAYS: Readonly<Record<string, string>> = {
  "Delta-": "1 n pi-",
  Delta0: "0.333 p pi- | 0.661 n pi0 | 0.006 n gamma",
  "Delta+": "0.661 p pi0 | 0.333 n pi+ | 0.006 p gamma",
  "Delta++": "1 p pi+",
  Lambda: "0.641 p pi- | 0.359 n pi0",
  "Sigma-": "1 n pi-",
  Sigma0: "1 Lambda gamma",
  "Sigma+": "0.517 p pi0 | 0.483 n pi+",
  "Sigma*-": "0.87 Lambda pi- | 0.065 Sigma0 pi- | 0.065 Sigma- pi0",
  "Sigma*0": "0.87 Lambda pi0 | 0.06 Sigma+ pi- | 0.06 Sigma- pi+ | 0.01 Lambda gamma",
  "Sigma*+": "0.87 Lambda pi+ | 0.065 Sigma0 pi+ | 0.065 Sigma+ pi0",
  "Xi-": "1 Lambda pi-",
  Xi0: "1 Lambda pi0",
  "Xi*-": "0.667 Xi0 pi- | 0.333 Xi- pi0",
  "Xi*0": "0.667 Xi- pi+ | 0.333 Xi0 pi0",
  "Omega-": "0.678 Lambda K- | 0.236 Xi0 pi- | 0.086 Xi- pi0",
  "Lambdac+": `0.036 Lambda e+ nu_e | 0.035 Lambda mu+ nu_mu | 0.032 p K0bar | 0.02 p K*0bar | 0.011 Delta++ K-
    | 0.035 p K- pi+ | 0.04 p K0bar pi0 | 0.036 n K0bar pi+ | 0.045 p K- pi+ pi0 | 0.032 p K0bar pi+ pi- | 0.013 Lambda pi+
    | 0.041 Lambda rho+ | 0.036 Lambda pi+ pi+ pi- | 0.03 Lambda pi+ pi0 | 0.013 Sigma0 pi+ | 0.013 Sigma+ pi0
    | 0.045 Sigma+ pi+ pi- | 0.017 Sigma+ omega | 0.023 Sigma0 pi+ pi0 | 0.011 Sigma0 pi+ pi+ pi- | 0.006 Xi0 K+`,
};

const CHARM_DECAYS: Readonly<Record<string, string>> = {
  "D*+": "0.677 D0 pi+ | 0.307 D+ pi0 | 0.016 D+ gamma",
  "D*0": "0.647 D0 pi0 | 0.353 D0 gamma",
  "Ds*+": "0.942 Ds+ gamma | 0.058 Ds+ pi0",
  D0: `0.0354 K- e+ nu_e | 0.0215 K*- e+ nu_e | 0.003 pi- e+ nu_e | 0.0341 K- mu+ nu_mu | 0.019 K*- mu+ nu_mu
    | 0.0026 pi- mu+ nu_mu | 0.0395 K- pi+ | 0.0248 K0bar pi0 | 0.113 K- rho+ | 0.069 K*- pi+ | 0.039 K*0bar pi0
    | 0.0126 K0bar rho0 | 0.0222 K0bar omega | 0.0102 K0bar eta | 0.019 K0bar eta' | 0.0141 K*0bar eta | 0.065 K*- rho+
    | 0.0159 K*0bar rho0 | 0.0115 K- pi+ pi0 | 0.0823 K- pi+ pi+ pi- | 0.031 K- pi+ omega | 0.0088 K- pi+ pi0 pi0
    | 0.05 K- pi+ pi0 pi0 | 0.027 K0bar pi+ pi- pi0 | 0.008 K0bar phi | 0.0088 K0bar K+ K- | 0.0041 K+ K-
    | 0.0015 pi+ pi- | 0.0149 pi+ pi- pi0 | 0.0076 pi+ pi+ pi- pi- | 0.0043 K- pi+ pi+ pi- pi0`,
  "D+": `0.0873 K0bar e+ nu_e | 0.054 K*0bar e+ nu_e | 0.0037 pi0 e+ nu_e | 0.0876 K0bar mu+ nu_mu
    | 0.0527 K*0bar mu+ nu_mu | 0.0312 K0bar pi+ | 0.147 K0bar rho+ | 0.0105 K*0bar pi+ | 0.083 K- pi+ pi+
    | 0.0625 K- pi+ pi+ pi0 | 0.062 K0bar pi+ pi+ pi- | 0.055 K*0bar rho+ | 0.058 K0bar pi+ pi0 pi0
    | 0.0057 K- pi+ pi+ pi+ pi- | 0.0033 pi+ pi+ pi- | 0.0047 pi+ pi0 pi0 | 0.0117 pi+ pi+ pi- pi0 | 0.0038 eta pi+
    | 0.005 eta' pi+ | 0.0061 K0bar K+ | 0.0097 K- K+ pi+ | 0.0057 phi pi+ | 0.016 K*+ K0bar`,
  "Ds+": `0.0239 phi e+ nu_e | 0.0232 eta e+ nu_e | 0.008 eta' e+ nu_e | 0.0239 phi mu+ nu_mu | 0.0232 eta mu+ nu_mu
    | 0.008 eta' mu+ nu_mu | 0.0054 mu+ nu_mu | 0.0532 tau+ nu_tau | 0.045 phi pi+ | 0.084 phi rho+ | 0.017 eta pi+
    | 0.089 eta rho+ | 0.0394 eta' pi+ | 0.058 eta' rho+ | 0.0295 K0bar K+ | 0.039 K*0bar K+ | 0.054 K*+ K0bar
    | 0.07 K*0bar K*+ | 0.0121 phi pi+ pi+ pi- | 0.0109 pi+ pi+ pi- | 0.028 omega pi+ pi0 | 0.0024 K0 pi+`,
  "J/psi": `0.06 e+ e- | 0.06 mu+ mu- | 0.017 rho0 pi0 | 0.27 pi+ pi+ pi- pi- pi0 | 0.23 pi+ pi+ pi+ pi- pi- pi- pi0
    | 0.12 K+ K- pi+ pi- pi0 | 0.09 K*0 K- pi+ | 0.15 pi+ pi- pi0 pi0 pi0`,
};

const LEPTONIC_B0 = `0.0224 D- e+ nu_e | 0.0497 D*- e+ nu_e | 0.0158 D0bar pi- e+ nu_e | 0.0158 D*0bar pi- e+ nu_e
    | 0.0224 D- mu+ nu_mu | 0.0497 D*- mu+ nu_mu | 0.0158 D0bar pi- mu+ nu_mu | 0.0158 D*0bar pi- mu+ nu_mu
    | 0.0105 D- tau+ nu_tau | 0.0158 D*- tau+ nu_tau`;
const LEPTONIC_BPLUS = `0.0224 D0bar e+ nu_e | 0.0533 D*0bar e+ nu_e | 0.0158 D- pi+ e+ nu_e | 0.0158 D*- pi+ e+ nu_e
    | 0.0224 D0bar mu+ nu_mu | 0.0533 D*0bar mu+ nu_mu | 0.0158 D- pi+ mu+ nu_mu | 0.0158 D*- pi+ mu+ nu_mu
    | 0.0077 D0bar tau+ nu_tau | 0.0188 D*0bar tau+ nu_tau`;

const BOTTOM_DECAYS: Readonly<Record<string, string>> = {
  "B*0": "1 B0 gamma",
  "B*+": "1 B+ gamma",
  "Bs*0": "1 Bs0 gamma",
  B0: `${LEPTONIC_B0} | 0.0025 D- pi+ | 0.0076 D- rho+ | 0.0027 D*- pi+ | 0.0068 D*- rho+ | 0.03 D- pi+ pi+ pi-
    | 0.05 D*- pi+ pi+ pi- | 0.02 D- pi+ pi0 pi0 | 0.03 D*- pi+ pi0 pi0 | 0.05 D- pi+ pi+ pi- pi0 | 0.07 D*- pi+ pi+ pi- pi0
    | 0.08 D*- pi+ pi+ pi+ pi- pi- | 0.05 D0bar pi+ pi- pi0 | 0.05 D*0bar pi+ pi- pi0 | 0.05 D0bar pi+ pi+ pi- pi-
    | 0.03 D*0bar pi+ pi+ pi- pi- pi0 | 0.02 Lambdacbar- p pi+ pi- | 0.015 Lambdacbar- n pi+ pi0
    | 0.0072 D- Ds+ | 0.008 D*- Ds+ | 0.0074 D- Ds*+ | 0.0177 D*- Ds*+ | 0.03 D*- Ds*+ pi0 | 0.011 D- D0 K+
    | 0.02 D*- D*0 K+ | 0.016 D*- D*+ K0 | 0.012 D- D*+ K0 | 0.002 J/psi K*0 | 0.002 J/psi K0 | 0.008 J/psi K+ pi-`,
  "B+": `${LEPTONIC_BPLUS} | 0.0047 D0bar pi+ | 0.0134 D0bar rho+ | 0.0049 D*0bar pi+ | 0.0098 D*0bar rho+
    | 0.03 D0bar pi+ pi+ pi- | 0.05 D*0bar pi+ pi+ pi- | 0.01 D0bar pi+ pi0 pi0 | 0.01 D*0bar pi+ pi0 pi0
    | 0.05 D0bar pi+ pi+ pi- pi0 | 0.07 D*0bar pi+ pi+ pi- pi0 | 0.12 D*0bar pi+ pi+ pi+ pi- pi- | 0.03 D- pi+ pi+ pi0
    | 0.03 D*- pi+ pi+ pi0 | 0.05 D- pi+ pi+ pi+ pi- | 0.05 D*- pi+ pi+ pi+ pi- pi0 | 0.02 Lambdacbar- p pi+ pi0
    | 0.015 Lambdacbar- n pi+ pi+ | 0.009 D0bar Ds+ | 0.0082 D*0bar Ds+ | 0.0076 D0bar Ds*+ | 0.0171 D*0bar Ds*+
    | 0.03 D*0bar Ds*+ pi0 | 0.011 D0bar D0 K+ | 0.02 D*0bar D*0 K+ | 0.016 D*0bar D*+ K0 | 0.012 D0bar D*+ K0
    | 0.0014 J/psi K*+ | 0.002 J/psi K+ | 0.008 J/psi K+ pi+ pi-`,
  Bs0: `0.025 Ds- e+ nu_e | 0.054 Ds*- e+ nu_e | 0.012 D*- K0bar e+ nu_e | 0.025 Ds- mu+ nu_mu | 0.054 Ds*- mu+ nu_mu
    | 0.012 D*- K0bar mu+ nu_mu | 0.009 Ds- tau+ nu_tau | 0.017 Ds*- tau+ nu_tau | 0.003 Ds- pi+ | 0.007 Ds- rho+
    | 0.002 Ds*- pi+ | 0.0096 Ds*- rho+ | 0.04 Ds- pi+ pi+ pi- | 0.06 Ds*- pi+ pi+ pi- | 0.02 Ds- pi+ pi0 pi0
    | 0.02 Ds*- pi+ pi0 pi0 | 0.05 Ds- pi+ pi+ pi- pi0 | 0.1 Ds*- pi+ pi+ pi- pi0 | 0.14 Ds*- pi+ pi+ pi+ pi- pi-
    | 0.05 D0bar K- pi+ pi0 | 0.05 D*- K- pi+ pi+ pi0 | 0.0044 Ds- Ds+ | 0.014 Ds*- Ds+ | 0.014 Ds- Ds*+
    | 0.03 Ds*- Ds*+ | 0.03 D*- Ds*+ K0bar | 0.03 D*0bar Ds+ K- | 0.001 J/psi phi | 0.004 J/psi K+ K-`,
  Lambdab0: `0.062 Lambdac+ e- nu_ebar | 0.03 Lambdac+ pi+ pi- e- nu_ebar | 0.062 Lambdac+ mu- nu_mubar
    | 0.03 Lambdac+ pi+ pi- mu- nu_mubar | 0.02 Lambdac+ tau- nu_taubar | 0.005 Lambdac+ pi- | 0.02 Lambdac+ rho-
    | 0.1 Lambdac+ pi+ pi- pi- | 0.1 Lambdac+ pi- pi0 pi0 | 0.2 Lambdac+ pi+ pi- pi- pi0 | 0.08 D0 p pi- pi0
    | 0.08 D*+ n pi- pi0 | 0.06 Lambdac+ pi+ pi+ pi- pi- pi- | 0.1 Lambdac+ Ds*- | 0.05 Lambdac+ D*0bar K-`,
  "Bc+":
    "0.3 Bs0 pi+ | 0.3 Bs*0 rho+ | 0.1 J/psi pi+ pi+ pi- | 0.1 J/psi Ds+ | 0.1 J/psi e+ nu_e | 0.1 J/psi mu+ nu_mu",
  Upsilon: `0.03 e+ e- | 0.03 mu+ mu- | 0.03 tau+ tau- | 0.4 pi+ pi+ pi+ pi- pi- pi- pi0 pi0 | 0.3 K+ K- pi+ pi+ pi- pi- pi0
    | 0.21 p pbar pi+ pi+ pi- pi- pi0`,
};

/** Conjugate of a code: what the antiparticle decays to. */
const conjugate = (channel: DecayChannel): DecayChannel => ({
  ...channel,
  products: channel.products.map(antiparticle),
});

function parse(list: string): DecayChannel[] {
  const channels = list.split("|").map((text) => {
    const [fraction, ...names] = text.trim().split(/\s+/);
    const products = names.map((name) => particleNamed(name).pdgId);
    return { fraction: Number(fraction), products, threshold: massOf(products) };
  });
  const total = channels.reduce((sum, { fraction }) => sum + fraction, 0);
  return channels.map((channel) => ({ ...channel, fraction: channel.fraction / total }));
}

const massOf = (codes: readonly number[]): number => codes.reduce((sum, code) => sum + particleOf(code).mass, 0);

function table(): Map<number, readonly DecayChannel[]> {
  const channels = new Map<number, readonly DecayChannel[]>();
  for (const lists of [LIGHT_DECAYS, BARYON_DECAYS, CHARM_DECAYS, BOTTOM_DECAYS]) {
    for (const [name, list] of Object.entries(lists)) {
      const code = particleNamed(name).pdgId;
      channels.set(code, parse(list));
      if (antiparticle(code) !== code) channels.set(antiparticle(code), parse(list).map(conjugate));
    }
  }
  return channels;
}

/** The channels of every particle that decays, by PDG code. W, Z, H and top decay as part of the hard process instead. */
export const DECAYS: ReadonlyMap<number, readonly DecayChannel[]> = table();
