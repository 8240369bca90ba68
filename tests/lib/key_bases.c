/* SPDX-License-Identifier: MIT */
#include "tests/lib/key_bases.h"

const cst_key_base cst_key_bases[] = {
    {"claim",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, estimate: {trials: "
     "40}}",
     "other"},
    {"trial.agents",
     "{scheming: {rate: 0.2}, trial: {rounds: 1}, protocol: {kind: none}, "
     "estimate: {trials: 40}}",
     "3"},
    {"trial.rounds",
     "{scheming: {rate: 0.2}, trial: {agents: 1}, protocol: {kind: none}, "
     "estimate: {trials: 40}}",
     "3"},
    {"population",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, estimate: {trials: "
     "40}}",
     "[{lineage: a, share: 0.5, tpr: 0.2}, {lineage: b, share: 0.5}]"},
    {"scheming.rate",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, estimate: {trials: "
     "40}}",
     "0.3"},
    {"scheming.dependence",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2, rho: 0.5, scope: "
     "trial, dependence: beta}, protocol: {kind: trusted-monitor}, estimate: "
     "{trials: 40}}",
     "all-or-nothing"},
    {"scheming.lethal",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2, dependence: shock, "
     "lethal: 1, nonlethal: 1, background: 1, hit: 0.3}, estimate: {trials: 40}}",
     "3"},
    {"scheming.nonlethal",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2, dependence: shock, "
     "lethal: 1, nonlethal: 1, background: 1, hit: 0.3}, estimate: {trials: 40}}",
     "9"},
    {"scheming.background",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2, dependence: shock, "
     "lethal: 1, nonlethal: 1, background: 1, hit: 0.3}, estimate: {trials: 40}}",
     "7"},
    {"scheming.hit",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2, dependence: shock, "
     "lethal: 1, nonlethal: 1, background: 1, hit: 0.3}, estimate: {trials: 40}}",
     "0.9"},
    {"scheming.joint",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2, dependence: table, "
     "joint: [0.9, 0.05, 0.03, 0.01, 0.01]}, estimate: {trials: 40}}",
     "[0.9, 0.01, 0.01, 0.03, 0.05]"},
    {"scheming.alpha",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2, dependence: "
     "alpha-factor, alpha: [0.7, 0.1, 0.1, 0.1]}, estimate: {trials: 40}}",
     "[0.1, 0.1, 0.1, 0.7]"},
    {"scheming.mgl",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2, dependence: "
     "alpha-factor, mgl: [0.1, 0.5, 0.5]}, estimate: {trials: 40}}",
     "[0.9, 0.5, 0.5]"},
    {"scheming.latent.model",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2, dependence: copula}, "
     "estimate: {trials: 40}}",
     "0.5"},
    {"scheming.latent.version",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2, dependence: copula}, "
     "estimate: {trials: 40}}",
     "0.5"},
    {"scheming.latent.context",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2, dependence: copula}, "
     "estimate: {trials: 40}}",
     "0.5"},
    {"scheming.latent.time",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2, dependence: copula}, "
     "estimate: {trials: 40}}",
     "0.5"},
    {"scheming.scope",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2, dependence: beta, rho:"
     " 0.5}, estimate: {trials: 40}}",
     "trial"},
    {"scheming.across",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2, dependence: beta, rho:"
     " 0.5}, population: [{lineage: a, share: 0.5}, {lineage: b, share: 0.5}], "
     "estimate: {trials: 40}}",
     "lineage"},
    {"scheming.propensity",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, estimate: {trials: "
     "40}}",
     "mixture"},
    {"scheming.never",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0, propensity: mixture}, "
     "estimate: {trials: 40}}",
     NULL},
    {"scheming.never",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2, propensity: mixture}, "
     "estimate: {trials: 40}}",
     "0.5"},
    {"scheming.consistent",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 1, propensity: mixture}, "
     "estimate: {trials: 40}}",
     NULL},
    {"scheming.consistent",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.3, propensity: mixture}, "
     "estimate: {trials: 40}}",
     "0.2"},
    {"scheming.consistent_rate",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.5, propensity: mixture, "
     "consistent: 0.5}, estimate: {trials: 40}}",
     "0.7"},
    {"scheming.awareness",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2, watched_factor: 0.1, "
     "awareness: 0.5}, estimate: {trials: 40}}",
     "0.9"},
    {"scheming.watched_factor",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2, awareness: 0.5}, "
     "estimate: {trials: 40}}",
     "0.1"},
    {"scheming.honeypot_recognition",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, protocol: {honeypots:"
     " {share: 0.5, slack: 1}}, estimate: {trials: 40}}",
     "0.9"},
    {"attack.policy",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, estimate: {trials: "
     "40}}",
     "trigger"},
    {"attack.classes",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, attack: {policy: "
     "trigger}, estimate: {trials: 40}}",
     "2"},
    {"attack.share",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, attack: {policy: "
     "select, correlation: 0.5}, protocol: {kind: untrusted-monitor}, monitor: "
     "{score: {model: binormal, d_prime: 1.5, fpr: 0.05}}, estimate: {trials: 40}}",
     "0.5"},
    {"attack.correlation",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, attack: {policy: "
     "select, share: 0.5}, protocol: {kind: untrusted-monitor}, monitor: {score: "
     "{model: binormal, d_prime: 1.5, fpr: 0.05}}, estimate: {trials: 40}}",
     "0.9"},
    {"attack.candidates",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, attack: {policy: "
     "select}, protocol: {kind: untrusted-monitor}, monitor: {score: {model: "
     "binormal, d_prime: 1.5, fpr: 0.05}}, estimate: {trials: 40}}",
     "5"},
    {"attack.pace",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, attack: {policy: "
     "paced}, estimate: {trials: 40}}",
     "0.4"},
    {"attack.wait",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, attack: {policy: "
     "paced}, estimate: {trials: 40}}",
     "20"},
    {"attack.successes",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, attack: {policy: "
     "paced}, estimate: {trials: 40}}",
     "1"},
    {"attack.steps",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, attack: {policy: "
     "steps}, estimate: {trials: 40}}",
     "2"},
    {"attack.severity.least",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, attack: {severity: "
     "{most: 1000000}}, estimate: {trials: 40}}",
     "500"},
    {"attack.severity.most",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, estimate: {trials: "
     "40}}",
     "50"},
    {"monitor.score.tpr",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, estimate: {trials: "
     "40}}",
     "0.4"},
    {"monitor.score.fpr",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, estimate: {trials: "
     "40}}",
     "0.2"},
    {"monitor.score.d_prime",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, monitor: {score: "
     "{model: binormal, d_prime: 1}}, estimate: {trials: 40}}",
     "2"},
    {"monitor.score.a0",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, monitor: {score: "
     "{model: beta, a0: 1, b0: 3, a1: 3, b1: 1, fpr: 0.05}}, estimate: {trials: "
     "40}}",
     "2"},
    {"monitor.score.b0",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, monitor: {score: "
     "{model: beta, a0: 1, b0: 3, a1: 3, b1: 1, fpr: 0.05}}, estimate: {trials: "
     "40}}",
     "1"},
    {"monitor.score.a1",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, monitor: {score: "
     "{model: beta, a0: 1, b0: 3, a1: 3, b1: 1, fpr: 0.05}}, estimate: {trials: "
     "40}}",
     "1"},
    {"monitor.score.b1",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, monitor: {score: "
     "{model: beta, a0: 1, b0: 3, a1: 3, b1: 1, fpr: 0.05}}, estimate: {trials: "
     "40}}",
     "2"},
    {"monitor.score.honest",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, monitor: {score: "
     "{model: histogram, honest: [50, 30, 10], attack: [10, 20, 60], fpr: 0.2}}, "
     "estimate: {trials: 40}}",
     "[20, 20, 50]"},
    {"monitor.score.attack",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, monitor: {score: "
     "{model: histogram, honest: [50, 30, 10], attack: [10, 20, 60], fpr: 0.2}}, "
     "estimate: {trials: 40}}",
     "[50, 20, 20]"},
    {"monitor.score.honest_unscored",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, monitor: {score: "
     "{model: histogram, honest: [50, 30, 10], attack: [10, 20, 60], fpr: 1e-14}},"
     " estimate: {trials: 40}}",
     NULL},
    {"monitor.score.honest_unscored",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, monitor: {score: "
     "{model: histogram, honest: [50, 30, 10], attack: [10, 20, 60], fpr: 0.2}}, "
     "estimate: {trials: 40}}",
     "200"},
    {"monitor.score.attack_unscored",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, monitor: {score: "
     "{model: histogram, honest: [50, 30, 10], attack: [10, 20, 60], fpr: 0.2}}, "
     "estimate: {trials: 40}}",
     "90"},
    {"monitor.trusted.score.tpr",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, protocol: {kind: "
     "trusted-monitor}, estimate: {trials: 40}}",
     "0.4"},
    {"monitor.trusted.score.fpr",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, protocol: {kind: "
     "trusted-monitor}, estimate: {trials: 40}}",
     "0.2"},
    {"monitor.trusted.score.d_prime",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, monitor: {trusted: "
     "{score: {model: binormal, d_prime: 1}}}, protocol: {kind: trusted-monitor}, "
     "estimate: {trials: 40}}",
     "2"},
    {"monitor.trusted.score.a0",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, monitor: {trusted: "
     "{score: {model: beta, a0: 1, b0: 3, a1: 3, b1: 1, fpr: 0.05}}}, protocol: "
     "{kind: trusted-monitor}, estimate: {trials: 40}}",
     "2"},
    {"monitor.trusted.score.b0",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, monitor: {trusted: "
     "{score: {model: beta, a0: 1, b0: 3, a1: 3, b1: 1, fpr: 0.05}}}, protocol: "
     "{kind: trusted-monitor}, estimate: {trials: 40}}",
     "1"},
    {"monitor.trusted.score.a1",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, monitor: {trusted: "
     "{score: {model: beta, a0: 1, b0: 3, a1: 3, b1: 1, fpr: 0.05}}}, protocol: "
     "{kind: trusted-monitor}, estimate: {trials: 40}}",
     "1"},
    {"monitor.trusted.score.b1",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, monitor: {trusted: "
     "{score: {model: beta, a0: 1, b0: 3, a1: 3, b1: 1, fpr: 0.05}}}, protocol: "
     "{kind: trusted-monitor}, estimate: {trials: 40}}",
     "2"},
    {"monitor.trusted.score.honest",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, monitor: {trusted: "
     "{score: {model: histogram, honest: [50, 30, 10], attack: [10, 20, 60], fpr: "
     "0.2}}}, protocol: {kind: trusted-monitor}, estimate: {trials: 40}}",
     "[20, 20, 50]"},
    {"monitor.trusted.score.attack",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, monitor: {trusted: "
     "{score: {model: histogram, honest: [50, 30, 10], attack: [10, 20, 60], fpr: "
     "0.2}}}, protocol: {kind: trusted-monitor}, estimate: {trials: 40}}",
     "[50, 20, 20]"},
    {"monitor.trusted.score.honest_unscored",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, monitor: {trusted: "
     "{score: {model: histogram, honest: [50, 30, 10], attack: [10, 20, 60], fpr: "
     "1e-14}}}, protocol: {kind: trusted-monitor}, estimate: {trials: 40}}",
     NULL},
    {"monitor.trusted.score.honest_unscored",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, monitor: {trusted: "
     "{score: {model: histogram, honest: [50, 30, 10], attack: [10, 20, 60], fpr: "
     "0.2}}}, protocol: {kind: trusted-monitor}, estimate: {trials: 40}}",
     "200"},
    {"monitor.trusted.score.attack_unscored",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, monitor: {trusted: "
     "{score: {model: histogram, honest: [50, 30, 10], attack: [10, 20, 60], fpr: "
     "0.2}}}, protocol: {kind: trusted-monitor}, estimate: {trials: 40}}",
     "90"},
    {"monitor.joint.honest_correlation",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, protocol: {kind: "
     "trusted-and-untrusted}, monitor: {score: {fpr: 0.3}, trusted: {score: {fpr: "
     "0.3}}, joint: {honest_correlation: 0, attack_correlation: 0}}, estimate: "
     "{trials: 40}}",
     "0.9"},
    {"monitor.joint.attack_correlation",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, protocol: {kind: "
     "trusted-and-untrusted}, monitor: {score: {tpr: 0.6}, trusted: {score: {tpr: "
     "0.6}}, joint: {honest_correlation: 0, attack_correlation: 0}}, estimate: "
     "{trials: 40}}",
     "0.9"},
    {"monitor.abstain",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, estimate: {trials: "
     "40}}",
     "0.3"},
    {"monitor.leniency",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, estimate: {trials: "
     "40}}",
     "0.3"},
    {"monitor.score_correlation",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, collusion: {strategy:"
     " none}, monitor: {score: {tpr: 0.6}}, estimate: {trials: 40}}",
     "0.8"},
    {"monitor.staleness",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, monitor: {score: "
     "{model: binormal, d_prime: 1.5, fpr: 0.05}, staleness: 1}, population: "
     "[{lineage: a, share: 0.5}, {lineage: b, share: 0.5, version: 2}], estimate: "
     "{trials: 40}}",
     "5"},
    {"collusion.strategy",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, estimate: {trials: "
     "40}}",
     "none"},
    {"collusion.probability",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, estimate: {trials: "
     "40}}",
     "0.3"},
    {"collusion.signal",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, collusion: {strategy:"
     " causal-signal}, estimate: {trials: 40}}",
     "0.3"},
    {"collusion.agreement",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, collusion: {strategy:"
     " acausal-signal}, estimate: {trials: 40}}",
     "0.9"},
    {"collusion.chance",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, collusion: {strategy:"
     " causal-signal}, estimate: {trials: 40}}",
     "0.4"},
    {"collusion.visible",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, protocol: {kind: "
     "trusted-and-untrusted}, collusion: {strategy: causal-signal}, monitor: "
     "{joint: {honest_correlation: 0, attack_correlation: 0}}, estimate: {trials: "
     "40}}",
     NULL},
    {"collusion.auc",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, collusion: {strategy:"
     " self-recognition, mistaken: 0.2}, estimate: {trials: 40}}",
     "0.95"},
    {"collusion.mistaken",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, collusion: {strategy:"
     " self-recognition, auc: 0.8}, estimate: {trials: 40}}",
     "0.4"},
    {"collusion.accuse",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, collusion: {strategy:"
     " false-accusation}, estimate: {trials: 40}}",
     "0.7"},
    {"collusion.members",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, collusion: {strategy:"
     " clique, members: 2}, estimate: {trials: 40}}",
     "7"},
    {"collusion.start",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, collusion: {strategy:"
     " reciprocal}, estimate: {trials: 40}}",
     "0.8"},
    {"collusion.h0",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, collusion: {strategy:"
     " learned}, estimate: {trials: 40}}",
     "0.6"},
    {"collusion.h1",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, collusion: {strategy:"
     " learned}, estimate: {trials: 40}}",
     "2"},
    {"collusion.ceiling",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, collusion: {strategy:"
     " learned, h1: 1}, estimate: {trials: 40}}",
     "0.2"},
    {"collusion.habit",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, collusion: {strategy:"
     " learned}, estimate: {trials: 40}}",
     "40"},
    {"collusion.forget",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, collusion: {strategy:"
     " learned, h1: 1}, estimate: {trials: 40}}",
     "1"},
    {"collusion.memory",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, collusion: {strategy:"
     " learned, h1: 0.5}, estimate: {trials: 40}}",
     "1"},
    {"collusion.wipe",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, collusion: {strategy:"
     " learned, h1: 0.5}, estimate: {trials: 40}}",
     "1"},
    {"collusion.episode",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, collusion: {strategy:"
     " learned, h1: 0.5}, estimate: {trials: 40}}",
     "attack"},
    {"collusion.shared_memory",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, collusion: {strategy:"
     " learned, h1: 0.5}, estimate: {trials: 40}}",
     "population"},
    {"protocol.kind",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, estimate: {trials: "
     "40}}",
     "none"},
    {"protocol.reviewers",
     "{trial: {agents: 40, rounds: 3}, scheming: {rate: 0.2}, protocol: {rule: "
     "any}, estimate: {trials: 40}}",
     "2"},
    {"protocol.rule",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, estimate: {trials: "
     "40}}",
     "any"},
    {"protocol.votes",
     "{trial: {agents: 40, rounds: 3}, scheming: {rate: 0.2}, protocol: "
     "{reviewers: 32, rule: r-of-k}, estimate: {trials: 40}}",
     "30"},
    {"protocol.assign",
     "{trial: {agents: 8, rounds: 6}, population: [{lineage: a, share: 0.5, rate: "
     "0.9}, {lineage: b, share: 0.5, rate: 0.1}], scheming: {dependence: "
     "independent}, estimate: {trials: 40}}",
     "cross-lineage"},
    {"protocol.audit.success",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, estimate: {trials: "
     "40}}",
     "0.4"},
    {"protocol.audit.share",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, protocol: {kind: "
     "random-audit}, estimate: {trials: 40}}",
     "0.4"},
    {"protocol.audit.flagged",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, estimate: {trials: "
     "40}}",
     "0.4"},
    {"protocol.audit.budget",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, estimate: {trials: "
     "40}}",
     "0.1"},
    {"protocol.audit.capacity",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, estimate: {trials: "
     "40}}",
     "0.1"},
    {"protocol.audit.minutes",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, estimate: {trials: "
     "40}}",
     "25"},
    {"protocol.flagged_work",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, protocol: {audit: "
     "{success: 0.5}}, estimate: {trials: 40}}",
     "use"},
    {"protocol.quorum",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, monitor: {abstain: "
     "0.4}, estimate: {trials: 40}}",
     "cast"},
    {"protocol.first",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, protocol: {kind: "
     "upfront-audit}, estimate: {trials: 40}}",
     "20"},
    {"protocol.replace",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, protocol: {kind: "
     "defer}, estimate: {trials: 40}}",
     "0.3"},
    {"protocol.edit_success",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, protocol: {kind: "
     "trusted-edit, replace: 0.3}, monitor: {trusted: {score: {model: binormal, "
     "d_prime: 1}}}, estimate: {trials: 40}}",
     "0.2"},
    {"protocol.trusted_quality",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, protocol: {kind: "
     "defer, replace: 0.3}, monitor: {trusted: {score: {model: binormal, d_prime: "
     "1}}}, estimate: {trials: 40}}",
     "0.5"},
    {"protocol.samples",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, protocol: {kind: "
     "resample}, estimate: {trials: 40}}",
     "2"},
    {"protocol.statistic",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, protocol: {kind: "
     "resample}, estimate: {trials: 40}}",
     "min"},
    {"protocol.delay",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, protocol: {kind: "
     "async, harm_rate: 0.3}, estimate: {trials: 40}}",
     "4"},
    {"protocol.prior",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, protocol: {kind: "
     "adaptive, replace: 0.3}, monitor: {trusted: {score: {model: binormal, "
     "d_prime: 1}}}, estimate: {trials: 40}}",
     "0.6"},
    {"protocol.suspect",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, protocol: {kind: "
     "adaptive, replace: 0.3}, monitor: {trusted: {score: {model: binormal, "
     "d_prime: 1}}}, estimate: {trials: 40}}",
     "0.01"},
    {"protocol.supposed_rate",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, protocol: {kind: "
     "adaptive, replace: 0.3, prior: 0.4}, monitor: {trusted: {score: {model: "
     "binormal, d_prime: 1}}}, estimate: {trials: 40}}",
     "0.6"},
    {"protocol.investigate",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, protocol: {kind: "
     "peer-report}, estimate: {trials: 40}}",
     "3"},
    {"protocol.penalty",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, protocol: {kind: "
     "peer-report}, monitor: {score: {fpr: 0.4}}, estimate: {trials: 40}}",
     "0.1"},
    {"protocol.recover",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, protocol: {kind: "
     "peer-report, penalty: 0.1}, monitor: {score: {fpr: 0.4}}, estimate: {trials: 40}}",
     "0.5"},
    {"protocol.expire",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, protocol: {kind: "
     "peer-report, investigate: 4}, monitor: {score: {fpr: 0.4}}, estimate: {trials: 40}}",
     "2"},
    {"protocol.depth",
     "{trial: {agents: 40, rounds: 3}, scheming: {rate: 0.2}, protocol: {kind: "
     "hierarchy}, estimate: {trials: 40}}",
     "4"},
    {"protocol.escalate",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, protocol: {kind: "
     "hierarchy}, estimate: {trials: 40}}",
     "0.9"},
    {"protocol.honeypots.share",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, estimate: {trials: "
     "40}}",
     "0.4"},
    {"protocol.honeypots.slack",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, protocol: {honeypots:"
     " {share: 0.9}}, estimate: {trials: 40}}",
     "1"},
    {"protocol.honeypots.classes",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, protocol: {honeypots:"
     " {share: 0.5, slack: 1}}, collusion: {strategy: input-trigger}, estimate: "
     "{trials: 40}}",
     "in-turn"},
    {"protocol.jamming.strength",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, collusion: {strategy:"
     " causal-signal}, estimate: {trials: 40}}",
     "0.7"},
    {"protocol.jamming.cost",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, estimate: {trials: "
     "40}}",
     "0.4"},
    {"response.on",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, response: {effect: "
     "quarantine}, monitor: {score: {fpr: 0.3}}, estimate: {trials: 40}}",
     "report"},
    {"response.effect",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, estimate: {trials: "
     "40}}",
     "quarantine"},
    {"response.latency",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, response: {effect: "
     "quarantine}, estimate: {trials: 40}}",
     "2"},
    {"response.window",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, response: {effect: "
     "quarantine}, estimate: {trials: 40}}",
     "3"},
    {"response.refill",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, response: {effect: "
     "quarantine}, estimate: {trials: 40}}",
     "1"},
    {"estimate.trials", "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}}", "30"},
    {"estimate.seed",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, estimate: {trials: "
     "40}}",
     "7"},
    {"estimate.stream",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, estimate: {trials: "
     "40}}",
     "7"},
    {"estimate.method",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, estimate: {trials: 40}}", "naive"},
    {"estimate.confidence",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, estimate: {trials: 40}}", "0.9"},
    {"estimate.tail",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, estimate: {trials: 40}}", "0.5"},
    {"estimate.interval",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, estimate: {trials: 40}}",
     "approximate"},
    {"estimate.stop.events",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, estimate: {trials: "
     "40000}}",
     "10"},
    {"estimate.stop.half_width",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, estimate: {trials: "
     "40000}}",
     "0.1"},
    {"estimate.stop.relative",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, estimate: {trials: "
     "40000}}",
     "0.5"},
    {"estimate.stop.upper",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, estimate: {trials: "
     "40000}}",
     "0.5"},
    {"estimate.stop.total",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, estimate: {trials: 40000}}", "9000"},
    {"estimate.stop.seconds",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, estimate: {trials: 40000}}", "1000"},
    {"estimate.stop.result",
     "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, estimate: {trials: "
     "40000, stop: {half_width: 0.0005}}}",
     "miss_share"},
};

const size_t cst_key_base_count = sizeof cst_key_bases / sizeof cst_key_bases[0];
