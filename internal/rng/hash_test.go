package rng

import (
	"math/bits"
	"testing"
)

// Of 64 output bits, each flips with probability 1/2 when one input bit does: over 64*64 pairs and 256 inputs the share of flips
// is 1/2 +- 5 sd of 1/(2 sqrt(64*64*256)), and no single pair is stuck.
func TestMix64Avalanche(t *testing.T) {
	const inputs = 256
	var flips [64][64]int
	total := 0
	for n := range uint64(inputs) {
		x := n*0x9E3779B97F4A7C15 + 1
		for b := range 64 {
			d := mix64(x) ^ mix64(x^1<<b)
			total += bits.OnesCount64(d)
			for o := range 64 {
				flips[b][o] += int(d >> o & 1)
			}
		}
	}
	const n = 64 * 64 * inputs
	if got := float64(total) / n; got < .5-5*.5/1024 || got > .5+5*.5/1024 {
		t.Errorf("share of flipped bits %v", got)
	}
	for b := range flips {
		for o, c := range flips[b] {
			if c < inputs/4 || c > 3*inputs/4 { // 8 sd of sqrt(256)/2 on either side
				t.Errorf("input bit %d flips output bit %d in %d of %d", b, o, c, inputs)
			}
		}
	}
}
