(** DecisionLists.v -- cells, cut off one after the other by hyperplanes (P1), and how many there
    must be.
    values F b x     == the values F x + b: hyperplane k is where entry k is 0
    in_cell F b k x  == above the hyperplanes before k, below hyperplane k (the last cell has none)
    listed F b ys ns Ks == the points of class j lie in the cells ns_j, and those have its target
    inseparable, stuck  == no hyperplane separates a class of S from the others in S; none of S *)
From Truncation Require Import Spec LinearAlgebra Integers Evaluation.
From Coq Require Import Lra Lia Bool.
Import ListNotations.
Open Scope R_scope.

Definition in_cell (F : mat) (b : vec) (k : nat) (x : vec) : Prop :=
  Forall (fun z => 0 < z) (firstn k (affine F b x)) /\ (k <= length F)%nat
  /\ ((k < length F)%nat -> nth k (affine F b x) 0 < 0).
Definition listed F b (ys : list vec) (ns : list (list nat)) (Ks : list cluster) : Prop :=
  length b = length F /\ Forall2 (fun K ks =>
    Forall2 (fun x k => in_cell F b k x /\ nth_error ys k = Some (snd K)) (fst K) ks) Ks ns.
Definition no_list n Ks : Prop := forall F b ys ns, listed F b ys ns Ks -> (n < S (length F))%nat.

Definition points_of (Ks : list cluster) (j : nat) : list vec := fst (nth j Ks ([], [])).
Definition others (Ks : list cluster) (S : list nat) (j : nat) : list vec :=
  flat_map (points_of Ks) (filter (fun k => negb (Nat.eqb k j)) S).
Definition inseparable Ks S j := ~ separable (points_of Ks j) (others Ks S j).
Definition stuck Ks S := Forall (inseparable Ks S) S.

(** The cells, on integers *)
Definition zcell (L : list (list Z) * list Z) (x : list Z) (k : nat) : bool :=
  let v := zaff L x in forallb (Z.ltb 0) (firstn k v)
  && match nth_error v k with Some z => Z.ltb z 0 | None => Nat.eqb k (length v) end.
Definition same_target (y : zvec) (o : option zvec) : bool :=
  match o with Some z => zequal (vden z) (vden y) (vnum z) (vnum y) | None => false end.
Definition check_listed (F : zmat) (b : zvec) (ys : list zvec) ns (Ks : list (zmat * zvec)) :
  bool :=
  Nat.eqb (length (vnum b)) (length (mnum F))
  && all2 (fun K ks => let '(L, E) := scale (F, b) (mden (fst K)) in
       forallb (fun k => same_target (snd K) (nth_error ys k)) ks
       && all2 (zcell L) (mnum (fst K)) ks) Ks ns.

Lemma frac_pos D z : (0 < z)%Z -> 0 < frac D z.
Proof. apply (zsign_ok true z D) || (intro H; apply (zsign_ok true z D), Z.ltb_lt, H). Qed.
Lemma frac_neg D z : (z < 0)%Z -> frac D z < 0.
Proof. intro H; apply (zsign_ok false z D), Z.ltb_lt, H. Qed.
Theorem check_listed_ok F b ys ns Ks : check_listed F b ys ns Ks = true ->
  listed (RM F) (RV b) (map RV ys) ns (map RK Ks).
Proof.
  unfold check_listed, listed; rewrite andb_true_iff, Nat.eqb_eq; intros [HL H].
  assert (LF : length (RV b) = length (RM F)) by (unfold RV, RM; now rewrite !map_length).
  split; trivial; apply all2_ok in H; induction H as [|K ks Ks ns HK _ IH]; [constructor|].
  cbn [map]; constructor; trivial; clear IH.
  generalize (scale_ok F b (mden (fst K))); destruct (scale (F, b) (mden (fst K))) as [L E];
    intro S.
  apply andb_true_iff in HK as [HT HC]; rewrite forallb_forall in HT.
  unfold RK, RM; cbn [fst snd]; fold (RM F); apply all2_ok in HC; revert HT.
  induction HC as [|x k X ks HX _ IH]; intro HT; [constructor|]; cbn [map]; constructor.
  - clear IH; unfold zcell in HX; apply andb_true_iff in HX as [H1 H2]; split.
    + assert (LV : length (affine (RM F) (RV b) (FR (mden (fst K)) x)) = length (RM F)).
      { unfold affine; clear - LF; unfold mv.
        assert (G : forall u v : vec, length u = length v -> length (vadd u v) = length u).
        { induction u as [|a u IH]; intros [|c v] E; cbn in *; try discriminate; trivial.
          rewrite IH; congruence. }
        rewrite G; rewrite map_length; congruence. }
      unfold in_cell; rewrite <- S in *; rewrite map_length in LV; split; [|split].
      * rewrite firstn_map; apply Forall_map, Forall_forall; intros z Hz.
        rewrite forallb_forall in H1; now apply frac_pos, Z.ltb_lt, H1.
      * rewrite <- LV; destruct (nth_error (zaff L x) k) as [z|] eqn:N.
        { apply Nat.lt_le_incl, nth_error_Some; now rewrite N. }
        apply Nat.eqb_eq in H2; rewrite H2; apply Nat.le_refl.
      * rewrite <- LV; intro lt; destruct (nth_error (zaff L x) k) as [z|] eqn:N.
        { rewrite (nth_indep _ 0 (frac E 0%Z)) by (now rewrite map_length); rewrite map_nth.
          rewrite (nth_error_nth _ _ _ N); now apply frac_neg, Z.ltb_lt. }
        apply nth_error_None in N; lia.
    + specialize (HT k (or_introl eq_refl)); unfold same_target in HT.
      destruct (nth_error ys k) as [z|] eqn:N; [|discriminate].
      rewrite (map_nth_error RV k ys N); f_equal; unfold RV; now apply zequal_ok.
  - apply IH; intros m Hm; apply HT; now right.
Qed.

(** With as many cells as classes each class is one cell,
  and the first of a stuck set would be cut off *)
Definition zdiffer (y z : zvec) : bool := existsb (fun t =>
  negb (Z.eqb (fst t * Zpos (vden z)) (snd t * Zpos (vden y)))) (combine (vnum y) (vnum z)).
Fixpoint check_distinct (Ks : list (zmat * zvec)) : bool :=
  match Ks with
  | [] => true | K :: Ks' =>
    forallb (fun k => zdiffer (snd K) (snd k)) Ks' && check_distinct Ks' end.
Lemma zdiffer_ok y z : zdiffer y z = true -> RV y <> RV z.
Proof.
  unfold zdiffer, RV; destruct y as [d u], z as [e v]; cbn [vden vnum]; revert v.
  induction u as [|a u IH]; intros [|c v] H; try discriminate;
    cbn [combine existsb fst snd map] in *.
  intro E; injection E as E1 E2; apply orb_true_iff in H as [H|H]; [|now apply (IH v)].
  apply negb_true_iff, Z.eqb_neq in H; apply H, eq_IZR; rewrite !mult_IZR.
  revert E1; unfold frac; generalize (pos_nz d) (pos_nz e); intros Hd He E1.
  apply (f_equal (fun r => r * (IZR (Zpos d) * IZR (Zpos e)))) in E1; field_simplify in E1;
    trivial; lra.
Qed.
Theorem check_distinct_ok Ks : check_distinct Ks = true -> NoDup (map snd (map RK Ks)).
Proof.
  induction Ks as [|K Ks IH]; cbn [check_distinct map]; [constructor|]; rewrite andb_true_iff.
  intros [H1 H2]; constructor; [|now apply IH]; rewrite map_map; intro I.
  apply in_map_iff in I as [k [E Hk]]; rewrite forallb_forall in H1.
  now apply (zdiffer_ok _ _ (H1 k Hk)).
Qed.

Lemma nth_affine F b x k : nth k (affine F b x) 0 = dot (nth k F []) x + nth k b 0.
Proof.
  assert (G : forall u v i, nth i (vadd u v) 0 = nth i u 0 + nth i v 0).
  { induction u as [|a u IH]; intros [|c v] [|i]; cbn [vadd nth]; try ring; apply IH. }
  unfold affine; rewrite G; f_equal; unfold mv.
  change 0 with ((fun row => dot row x) []) at 1; exact (map_nth _ F [] k).
Qed.
Lemma least_of (f : nat -> nat) l : l <> [] -> exists j, In j l /\ forall k, In k l ->
  (f j <= f k)%nat.
Proof.
  induction l as [|a l IH]; [now intros []|intros _]; destruct l as [|b l].
  { exists a; split; [now left|]; intros k [<-|[]]; lia. }
  destruct IH as [j [Hj Hm]]; [discriminate|]; destruct (Nat.le_gt_cases (f a) (f j)) as [L|L].
  - exists a; split; [now left|]; intros k [<-|Hk]; [lia|specialize (Hm k Hk); lia].
  - exists j; split; [now right|]; intros k [<-|Hk]; [lia|now apply Hm].
Qed.
Theorem no_list_ok Ks S : NoDup (map snd Ks) -> Forall (fun K => fst K <> []) Ks ->
  S <> [] -> Forall (fun j => (j < length Ks)%nat) S -> stuck Ks S -> no_list (length Ks) Ks.
Proof.
  intros ND NE SN SQ ST F b ys ns [_ HL].
  destruct (Nat.lt_ge_cases (length Ks) (Datatypes.S (length F))) as [|few]; trivial; exfalso.
  set (none := ([], []) : cluster).
  assert (At : forall j, (j < length Ks)%nat ->
    Forall2 (fun x k => in_cell F b k x /\ nth_error ys k = Some (snd (nth j Ks none)))
      (points_of Ks j) (nth j ns [])).
  { intros j Hj; unfold points_of; fold none; revert j Hj; clear - HL.
    induction HL as [|K ks Ks ns H _ IH]; intros j Hj; [inversion Hj|destruct j as [|j]; cbn [nth]].
    - exact H. - apply IH; cbn [length] in Hj; lia. }
  set (cell := fun j => nth 0 (nth j ns []) 0%nat).
  assert (First : forall j, (j < length Ks)%nat -> (cell j <= length F)%nat
    /\ nth_error ys (cell j) = Some (snd (nth j Ks none))).
  { intros j Hj; specialize (At j Hj); unfold cell; rewrite Forall_forall in NE.
    assert (N : points_of Ks j <> []) by exact (NE _ (nth_In Ks none Hj)).
    revert N At; generalize (points_of Ks j) (nth j ns []); intros X ks N At.
    destruct At as [|x k X ks [[_ [C _]] T] _]; [now destruct N|exact (conj C T)]. }
  assert (Same : forall i j, (i < length Ks)%nat -> (j < length Ks)%nat ->
    snd (nth i Ks none) = snd (nth j Ks none) -> i = j).
  { intros i j Hi Hj E; rewrite (NoDup_nth (map snd Ks) []) in ND.
    apply ND; rewrite ?map_length; trivial.
    transitivity (snd (nth i Ks none)); [exact (map_nth snd Ks none i)|]; rewrite E.
    symmetry; exact (map_nth snd Ks none j). }
  assert (All : incl (seq 0 (Datatypes.S (length F))) (map cell (seq 0 (length Ks)))).
  { apply NoDup_length_incl.
    - clear - First Same.
      assert (I : forall i j, In i (seq 0 (length Ks)) -> In j (seq 0 (length Ks)) ->
        cell i = cell j -> i = j).
      { intros i j Hi Hj E; apply in_seq in Hi; apply in_seq in Hj; apply Same; try lia.
        destruct (First i) as [_ T1]; [lia|]; destruct (First j) as [_ T2]; [lia|].
        rewrite E in T1; congruence. }
      revert I; generalize (seq_NoDup (length Ks) 0); generalize (seq 0 (length Ks)).
      induction 1 as [|a l N _ IH]; intro I; cbn [map]; constructor.
      + intro C; apply in_map_iff in C as [c [E Hc]]; apply N.
        rewrite <- (I c a); [trivial|now right|now left|trivial].
      + apply IH; intros i j Hi Hj; apply I; now right.
    - now rewrite map_length, !seq_length.
    - intros k Hk; apply in_map_iff in Hk as [j [<- Hj]]; apply in_seq in Hj.
      destruct (First j) as [C _]; [lia|]; apply in_seq; lia. }
  assert (One : forall j x, (j < length Ks)%nat -> In x (points_of Ks j) -> in_cell F b (cell j) x).
  { intros j x Hj Hx; specialize (At j Hj); destruct (First j Hj) as [_ Tj].
    assert (K : exists k, in_cell F b k x /\ nth_error ys k = Some (snd (nth j Ks none))).
    { clear - At Hx; induction At as [|z k X ks H _ IH]; [contradiction|].
      destruct Hx as [->|Hx]; [now exists k|now apply IH]. }
    destruct K as [k [C T]]; replace (cell j) with k; trivial.
    assert (I : In k (map cell (seq 0 (length Ks)))) by (apply All, in_seq;
      destruct C as [_ [C _]]; lia).
    apply in_map_iff in I as [i [E Hi]]; apply in_seq in Hi; rewrite <- E; f_equal.
    destruct (First i) as [_ Ti]; [lia|]; apply Same; try lia; rewrite E in Ti; congruence. }
  destruct (least_of cell S SN) as [j [Hj Hm]]; rewrite Forall_forall in SQ.
  unfold stuck in ST; rewrite Forall_forall in ST; apply (ST j Hj).
  assert (Later : forall i, In i S -> i <> j -> (cell j < cell i)%nat).
  { intros i Hi N; specialize (Hm i Hi); destruct (First i) as [_ Ti]; [now apply SQ|].
    destruct (First j) as [_ Tj]; [now apply SQ|];
      destruct (Nat.eq_dec (cell j) (cell i)) as [E|]; [|lia].
    exfalso; apply N, Same; [now apply SQ|now apply SQ|]; rewrite E in Tj; congruence. }
  destruct (First j) as [Cj _]; [now apply SQ|]; apply Nat.le_lteq in Cj as [Cj|Cj].
  - exists (nth (cell j) F []), (- nth (cell j) b 0); split; intros x Hx.
    + destruct (One j x (SQ j Hj) Hx) as [_ [_ B]]; specialize (B Cj).
      rewrite nth_affine in B; lra.
    + unfold others in Hx; apply in_flat_map in Hx as [i [Hi Hx]]; apply filter_In in Hi as [Hi N].
      apply negb_true_iff, Nat.eqb_neq in N; specialize (Later i Hi N).
      destruct (One i x (SQ i Hi) Hx) as [A _]; rewrite Forall_forall in A.
      assert (B : 0 < nth (cell j) (affine F b x) 0); [|rewrite nth_affine in B; lra].
      apply A; rewrite <- (firstn_skipn (cell i) (affine F b x)) at 1.
      destruct (Nat.lt_ge_cases (cell j) (length (firstn (cell i) (affine F b x)))) as [L|L].
      * rewrite app_nth1 by trivial; now apply nth_In.
      * exfalso; destruct (One i x (SQ i Hi) Hx) as [_ [Ci _]]; rewrite firstn_length in L.
        assert (D : (length F <= length (affine F b x))%nat); [|lia].
        { clear; unfold affine; rewrite <- (map_length (fun row => dot row x) F); fold (mv F x).
          generalize (mv F x); intro u; revert b; induction u as [|a u IH]; intros [|c v]; cbn;
            try lia.
          specialize (IH v); lia. }
  - exists [], 1; split; intros x Hx; [cbn; lra|].
    unfold others in Hx; apply in_flat_map in Hx as [i [Hi _]]; apply filter_In in Hi as [Hi N].
    apply negb_true_iff, Nat.eqb_neq in N; specialize (Later i Hi N).
    destruct (First i) as [Ci _]; [now apply SQ|lia].
Qed.
Theorem fewest_ok Q Ks S : length Ks = Q -> NoDup (map snd Ks) ->
  Forall (fun K => fst K <> [] /\ length (snd K) = Q) Ks -> Nat.ltb 0 (length S) = true ->
  forallb (fun j => Nat.ltb j Q) S = true -> stuck Ks S -> no_list Q Ks.
Proof.
  intros <- ND HK SN SQ; apply no_list_ok; trivial.
  - eapply Forall_impl; [|exact HK]; intros K [H _]; exact H.
  - intros ->; discriminate.
  - apply Forall_forall; intros j Hj; rewrite forallb_forall in SQ; now apply Nat.ltb_lt, SQ.
Qed.
