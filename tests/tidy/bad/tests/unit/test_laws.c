/* SPDX-License-Identifier: MIT
 * Covers: calls clock. */
