/* SPDX-License-Identifier: MIT
 * Covers: heap clock. */
