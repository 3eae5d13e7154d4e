module dev.larder/local/pause

go 1.26.0
