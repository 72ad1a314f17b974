// The peer of bench/jetsVsFastjet.ts: the same events, clustered by FastJet.
//
//     peer FILE ALGORITHM RADIUS PTMIN ROUNDS [STRATEGY]
//
// FILE: for each event an int32 N and N x (px, py, pz, E) as doubles. ALGORITHM: antikt, ca, kt. STRATEGY: FastJet's
// number, 1 (Best) if none is given. Prints one line of JSON: jets, sum of pt, and the milliseconds for all events, in
// blocks of which the best of all rounds counts. As in our own figure (jetsPass.ts), the time begins with momenta in
// memory and ends with the sorted inclusive jets.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fastjet/ClusterSequence.hh>
#include <fstream>
#include <iostream>
#include <numeric>
#include <string>
#include <vector>

using fastjet::PseudoJet;
using Event = std::vector<PseudoJet>;

static const std::size_t blockParticles = 2000;

static std::vector<Event> readEvents(const char *path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<Event> events;
  std::int32_t count;
  while (file.read(reinterpret_cast<char *>(&count), sizeof count)) {
    Event event;
    double p[4];
    for (int i = 0; i < count && file.read(reinterpret_cast<char *>(p), sizeof p); i++) {
      event.push_back(PseudoJet(p[0], p[1], p[2], p[3]));
    }
    events.push_back(event);
  }
  return events;
}

static fastjet::JetAlgorithm algorithmOf(const std::string &name) {
  if (name == "antikt") return fastjet::antikt_algorithm;
  return name == "kt" ? fastjet::kt_algorithm : fastjet::cambridge_algorithm;
}

int main(int argc, char **argv) {
  if (argc < 6) return 2;
  const auto events = readEvents(argv[1]);
  const double ptMin = std::atof(argv[4]);
  const auto strategy = static_cast<fastjet::Strategy>(argc > 6 ? std::atoi(argv[6]) : 1);
  const fastjet::JetDefinition definition(algorithmOf(argv[2]), std::atof(argv[3]), fastjet::E_scheme, strategy);
  fastjet::ClusterSequence::set_fastjet_banner_stream(nullptr);

  std::vector<double> best;
  long jets = 0;
  double sumPt = 0;
  for (int round = 0; round < std::atoi(argv[5]); round++) {
    jets = 0;
    sumPt = 0;
    std::size_t next = 0;
    for (std::size_t block = 0; next < events.size(); block++) {
      const auto start = std::chrono::steady_clock::now();
      for (std::size_t particles = 0; next < events.size() && particles < blockParticles; next++) {
        const fastjet::ClusterSequence sequence(events[next], definition);
        for (const auto &jet : sorted_by_pt(sequence.inclusive_jets(ptMin))) {
          jets++;
          sumPt += jet.pt();
        }
        particles += events[next].size();
      }
      const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - start;
      if (round == 0) best.push_back(time.count());
      best[block] = std::min(best[block], time.count());
    }
  }
  const double milliseconds = std::accumulate(best.begin(), best.end(), 0.0);
  std::printf("{\"jets\":%ld,\"sumPt\":%.9f,\"milliseconds\":%.6f}\n", jets, sumPt, milliseconds);
}
