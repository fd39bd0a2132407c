package rng

import (
	"math/bits"
	"testing"
)

// The known answers are the three lines "philox4x32 10" of tests/kat_vectors in Random123 (D. E. Shaw Research,
// github.com/DEShawResearch/random123), the authors' own distribution: zeros, ones, and the digits of pi.
func TestPhiloxKnownAnswers(t *testing.T) {
	const f = 0xffffffff
	for _, k := range []struct {
		counter [4]uint32
		key     [2]uint32
		want    [4]uint32
	}{
		{[4]uint32{}, [2]uint32{}, [4]uint32{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
		{[4]uint32{f, f, f, f}, [2]uint32{f, f}, [4]uint32{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
		{
			[4]uint32{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, [2]uint32{0xa4093822, 0x299f31d0},
			[4]uint32{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1},
		},
	} {
		var got [4]uint32
		c := k.counter
		got[0], got[1], got[2], got[3] = philox(c[0], c[1], c[2], c[3], k.key[0], k.key[1])
		if got != k.want {
			t.Errorf("philox(%08x, key %08x) = %08x, want %08x", k.counter, k.key, got, k.want)
		}
		s := Stream{key: k.key, step: c[2], draw: c[3]}
		got[0], got[1], got[2], got[3] = s.block(uint64(c[1])<<32 | uint64(c[0]))
		if got != k.want {
			t.Errorf("block at counter %08x = %08x, want %08x", k.counter, got, k.want)
		}
	}
}

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
