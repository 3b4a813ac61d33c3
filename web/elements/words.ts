/** The few sentences the browser itself must say, in the language of the page (`<html lang>`). */

const sentences = {
  "camera.shrinking": ["正在准备照片", "Preparing the photo"],
  "camera.failed": ["没有传上去，照片还在。", "Not uploaded; the photo is kept."],
  "camera.retry": ["再试一次", "Try again"],
  "camera.drop": ["不要这张", "Remove this photo"],
  "camera.add": ["再加一张", "Add a photo"],
  "camera.many": ["最多 {n} 张，多出的没有加上。", "At most {n} photos; the rest were not added."],
  "camera.unread": ["这个文件不是能打开的照片，换一张。", "This file is not a photo that can be opened; choose another."],
  "camera.large": ["照片太大，换一张小一点的。", "The photo is too large; choose a smaller one."],
  "camera.waiting": ["还有照片在上传，传完就提交。", "Photos are still uploading; the form is sent when they are done."],
  "clip.sending": ["正在上传视频", "Uploading the clip"],
  "clip.held": ["视频先存在这里，有网和上报一起发", "The clip is kept here and goes with the report"],
  "clip.none": ["这个文件不是视频，换一个。", "This file is not a clip; choose another."],
  "clip.sent": ["视频传好了", "The clip is here"],
  "clip.failed": ["视频没有传上去，再选一次。", "The clip was not uploaded; choose it again."],
  "clip.long": ["这段视频太长，最多 {n} 秒。剪短再选。", "This clip is too long: at most {n} seconds. Cut it and choose again."],
  "clip.heavy": ["这段视频太大，最多 {n} MB。拍短一些再选。", "This clip is too large: at most {n} MB. Film a shorter one."],
  "clip.drop": ["不要这段", "Remove the clip"],
  "clip.waiting": ["视频还在上传，传完就提交。", "The clip is still uploading; the form is sent when it is done."],
  "locate.finding": ["正在找您的位置", "Finding where you are"],
  "locate.found": ["找到了，误差约 {n} 米", "Found, within about {n} m"],
  "locate.refused": ["手机没有允许定位。可以在地图上点，或写下地点。", "Location is not allowed. Tap the map or write the place instead."],
  "locate.unavailable": ["这里收不到定位。可以在地图上点，或写下地点。", "No position here. Tap the map or write the place instead."],
  "map.in": ["放大", "Zoom in"],
  "map.out": ["缩小", "Zoom out"],
  "map.label": ["位置图", "Map of the place"],
  "map.pin": ["问题的位置，方向键可以移动", "Where the problem is; arrow keys move it"],
  "photos.close": ["关闭", "Close"],
  "photos.next": ["下一张", "Next"],
  "photos.previous": ["上一张", "Previous"],
  "photos.slider": ["处置前后对比，方向键移动", "Before and after; arrow keys move the line"],
  "keys.title": ["快捷键", "Keyboard"],
  "keys.off": ["关掉单键快捷键", "Turn single keys off"],
  "keys.down": ["下一件", "Next case"],
  "keys.up": ["上一件", "Previous case"],
  "keys.open": ["打开", "Open"],
  "keys.tick": ["勾选", "Tick"],
  "keys.search": ["搜索", "Search"],
  "keys.undo": ["撤销", "Undo"],
  "keys.list": ["这张表", "This list"],
  "toast.undo": ["撤销", "Undo"],
  "toast.seconds": ["{n} 秒内可撤销", "undo within {n} s"],
  "live.new": ["{n} 件新的，点一下显示", "{n} new; press to show"],
  "live.show": ["显示新的", "Show what is new"],
  "live.changed": ["这件刚有变化，点一下更新", "This case has just changed; press to update"],
  "draft.kept": ["您填的内容已存在这台机器上", "What you wrote is kept on this device"],
  "draft.restored": ["上次没发出的内容还在，已放回", "What you had not sent is back"],
  "send.failed": ["没有成功。网络断了，您填的内容都在，没有重复提交。", "Not sent. The network is away; nothing is lost or doubled."],
  "send.server": ["没有成功，已记下这次出错。您填的内容都在。", "Not done; the failure is recorded. Nothing you wrote is lost."],
  "offline.say": ["没有网络。连上以后再提交，这一页先不要关。", "No network. Keep this page open and send when it is back."],
  "offline.keeps": ["没有网络。照样可以报，先存在手机里，有网自动发出。", "No network. Go on: it is kept on this phone and sent when there is one."],
  "read.stop": ["不读了", "Stop reading"],
} as const;

export type Sentence = keyof typeof sentences;

export function isEnglish(): boolean {
  return document.documentElement.lang.toLowerCase().startsWith("en");
}

/** The sentence in the page's language; `{n}` is replaced by the number given. */
export function say(name: Sentence, n?: number): string {
  const [chinese, english] = sentences[name];
  return (isEnglish() ? english : chinese).replace("{n}", n === undefined ? "" : String(n));
}
