package training

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"
)

// Checkpoint is a file that a fit writes as it goes, so that another process can go on with it (Trainer.Resume) to the same bits. It is
// a file of Model.Save: Load gives the model as it would be if the fit had ended there, with the weights of the best epoch so far under
// Validation, or the mean under Average; those of the last step, which training goes on from, are in it too.
//
// The first one is written before the first step, so that what stands in the way of writing is an error at the beginning; the last one
// when the fit ends or its context does, which a program that notes SIGINT (signal.NotifyContext) sees to. When files are written
// changes no bit of the fit. A loop over Epochs that is left writes none, for it may have left in the middle of its part: the epoch is
// made again, or Save puts a file at the Path. One that cannot be written does not end it, for the fit is worth more than the file: the epoch has a
// warning, the next try is when the next file is due, and only the last try's failure is an error, after which the model has all
// that was fitted.
type Checkpoint struct {
	// Path is the file, of one call of Fit or Epochs: another call, or member, needs another (see Part). One that is there already
	// is an error without Trainer.Resume.
	Path string

	// Every is when it is written; zero: after each epoch. For epochs that are shorter than a second set its Time.
	Every Every

	// Keep is how many earlier files are kept beside it, by names with the Model's steps: fit.step-00000120.safetensors.
	Keep int
}

// Every is when a file is due: where several are set, whenever one of them says so. Files of epochs are written after the caller's loop
// has done its part of the epoch.
type Every struct {
	Epochs int           // after every so many epochs of the fit
	Steps  int           // whenever the Model's Steps are a multiple
	Time   time.Duration // when so much has passed since the last file, by the clock, at the next step
}

// Part is the Checkpoint of a part of a larger fit, such as a member of an ensemble: fit.member-3.safetensors.
func (c Checkpoint) Part(name string) *Checkpoint {
	stem, ext := c.parts()
	c.Path = stem + "." + name + ext
	return &c
}

// parts is the Path before and from its extension on.
func (c Checkpoint) parts() (stem, ext string) {
	ext = filepath.Ext(c.Path)
	return strings.TrimSuffix(c.Path, ext), ext
}

func (c *Checkpoint) check() error {
	switch {
	case c.Path == "":
		return errors.New("the Checkpoint has no Path: name its file")
	case c.Every.Epochs < 0 || c.Every.Steps < 0 || c.Every.Time < 0 || c.Keep < 0:
		return fmt.Errorf("the Checkpoint is due every %d epochs, %d steps or %v and keeps %d earlier ones: none may be negative", c.Every.Epochs, c.Every.Steps, c.Every.Time, c.Keep)
	}
	return nil
}
