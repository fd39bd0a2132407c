package main

import (
	"context"
	"image"
	"image/color"

	"github.com/deepprob/deepprob/notebooks_port/classification/digits"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
)

// The figure has a row for each digit: samples, a gap, and pictures. Each pixel is a square of zoom.
const (
	samples = 10
	shown   = 4
	zoom    = 3
	margin  = 8
)

// draw is what the network draws of each digit, left, and pictures of it, right.
func draw(ctx context.Context, m *training.Model, seed uint64) (image.Image, error) {
	x := mat.NewDense(10, 10, nil)
	for k := range 10 {
		x.Set(k, k, 1)
	}
	q, err := m.PredictJoint(ctx, x)
	if err != nil {
		return nil, err
	}
	drawn := q.Sample(seed, samples)
	step := zoom*digits.Size + margin
	img := image.NewGray(image.Rect(0, 0, (samples+shown)*step+4*margin, 10*step+margin))
	for i := range img.Pix {
		img.Pix[i] = 200
	}
	truth := examples(seed)
	for k := range 10 {
		for c := range samples + shown {
			y, left := []float64(nil), margin+c*step
			if c < samples {
				y = drawn[k][c]
			} else {
				y, left = truth[k][c-samples], left+3*margin
			}
			paint(img, left, margin+k*step, y)
		}
	}
	return img, nil
}

// examples are pictures of each digit that are in no other set.
func examples(seed uint64) (of [10][][]float64) {
	s := pictures(seed, "shown", 400)
	for i, y := range rows(s) {
		for k := range of {
			if s.X.At(i, k) == 1 && len(of[k]) < shown {
				of[k] = append(of[k], y)
			}
		}
	}
	return of
}

// paint puts a picture where its upper left corner is to be, ink black on white.
func paint(img *image.Gray, left, top int, y []float64) {
	for i, v := range y {
		for dx := range zoom {
			for dy := range zoom {
				img.SetGray(left+i%digits.Size*zoom+dx, top+i/digits.Size*zoom+dy, color.Gray{Y: uint8(255 * (1 - v))})
			}
		}
	}
}
