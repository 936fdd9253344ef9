"""Evidence that a record was not changed: hash chains, Merkle trees and RFC 3161 time stamps. Bytes in, bytes out."""

from motcua.kernel.evidence.chain import GENESIS, canonical_json, chain_link, chain_step, digest, first_broken_link
from motcua.kernel.evidence.merkle import MerkleTree, ProofStep, leaf_hash, merkle_proof, merkle_root, verify_proof
from motcua.kernel.evidence.ranges import LeafRun, outside
from motcua.kernel.evidence.signatures import signature_holds, token_signer
from motcua.kernel.evidence.timestamps import (
    InvalidTimeStamp,
    TimeStampFacts,
    TimeStampQuery,
    TimeStampRefused,
    build_refusal,
    build_request,
    build_response,
    parse_request,
    parse_response,
    read_token,
)

__all__ = [
    "GENESIS",
    "InvalidTimeStamp",
    "LeafRun",
    "MerkleTree",
    "ProofStep",
    "TimeStampFacts",
    "TimeStampQuery",
    "TimeStampRefused",
    "build_refusal",
    "build_request",
    "build_response",
    "canonical_json",
    "chain_link",
    "chain_step",
    "digest",
    "first_broken_link",
    "leaf_hash",
    "merkle_proof",
    "merkle_root",
    "outside",
    "parse_request",
    "parse_response",
    "read_token",
    "signature_holds",
    "token_signer",
    "verify_proof",
]
